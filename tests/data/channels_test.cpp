// SPDX-License-Identifier: MIT
#include "cameo/data/channels.hpp"

#include <iterator>
#include "catch.hpp"

#include "cameo/data/normalize.hpp"
#include "cameo/data/prepare.hpp"
#include "pillow_figures.hpp"
#include "test_picture.hpp"

using namespace cameo;

TEST_CASE("gray equals Pillow's 'L'") {
  const Picture gray = to_gray(test_picture(7, 10, 3));
  REQUIRE(gray.channels == 1);
  REQUIRE(gray.pixels ==
          std::vector<std::uint8_t>(std::begin(pillow::gray_7x10), std::end(pillow::gray_7x10)));
}

TEST_CASE("gray to three channels and back is exact") {
  const Picture gray = test_picture(3, 4, 1), color = to_rgb(gray);
  REQUIRE(color.channels == 3);
  for (int c = 0; c < 3; ++c) REQUIRE(PictureView(color).pixel(2, 1)[c] == PictureView(gray).pixel(2, 1)[0]);
  REQUIRE(to_gray(color).pixels == gray.pixels);
  REQUIRE(with_channels(gray, 3)->pixels == color.pixels);
  REQUIRE(with_channels(gray, 4).error().message() ==
          "a picture has 1 or 3 channels, but 1 were to become 4");
}

TEST_CASE("bytes become floats") {
  Picture picture(1, 2, 3);
  picture.pixels = {0, 51, 255, 102, 153, 204};
  float x[6];
  rescale(picture, 2.0f / 255, -1, x);
  REQUIRE(x[0] == -1);
  REQUIRE(x[2] == Approx(1));
  REQUIRE(x[3] == Approx(-0.2));
  const float mean[] = {0.1f, 0.2f, 0.5f}, deviation[] = {0.5f, 0.25f, 2};
  normalize(picture, mean, deviation, x);
  REQUIRE(x[0] == Approx(-0.2));
  REQUIRE(x[1] == Approx(0).margin(1e-6));
  REQUIRE(x[4] == Approx(1.6));
  REQUIRE(x[5] == Approx(0.15));
}

TEST_CASE("any picture becomes the network's size") {
  const Picture picture = test_picture(8, 14, 1);
  const Result<Picture> squeezed = squeeze(picture, {4, 4, 3}),
                        square = squeeze_center_square(picture, {4, 4, 3});
  REQUIRE(squeezed->pixels == to_rgb(*resize(picture, 4, 4)).pixels);
  REQUIRE(square->pixels == to_rgb(*resize(*crop(picture, {0, 3, 8, 8}), 4, 4)).pixels);
  REQUIRE_FALSE(squeeze(Picture(), {4, 4, 3}));
}
