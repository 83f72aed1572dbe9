// SPDX-License-Identifier: MIT
#include "cameo/data/channels.hpp"

#include <iterator>

#include "catch.hpp"
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
