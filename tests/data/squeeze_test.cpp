// SPDX-License-Identifier: MIT
#include "cameo/data/squeeze.hpp"

#include "catch.hpp"
#include "test_picture.hpp"

using namespace cameo;

TEST_CASE("any picture becomes the network's size") {
  const Picture picture = test_picture(8, 14, 1);
  const Result<Picture> squeezed = squeeze(picture, {4, 4, 3}),
                        square = squeeze_center_square(picture, {4, 4, 3});
  REQUIRE(squeezed->pixels == to_rgb(*resize(picture, 4, 4)).pixels);
  REQUIRE(square->pixels == to_rgb(*resize(*crop(picture, {0, 3, 8, 8}), 4, 4)).pixels);
  REQUIRE_FALSE(squeeze(Picture(), {4, 4, 3}));
}
