// SPDX-License-Identifier: MIT
#include "cameo/data/rotate.hpp"

#include <limits>
#include <span>

#include "catch.hpp"
#include "pillow_figures.hpp"
#include "test_picture.hpp"

using namespace cameo;

namespace rotate_test {

void check(PictureView picture, double degrees, std::span<const std::uint8_t> expected) {
  CAPTURE(picture.height, picture.width, picture.channels, degrees);
  REQUIRE(rotate(picture, degrees).pixels == std::vector<std::uint8_t>(expected.begin(), expected.end()));
}

TEST_CASE("rotate equals Pillow's bilinear rotation byte for byte") {
  const Picture gray = test_picture(7, 10, 1), color = test_picture(7, 10, 3), square = test_picture(6, 6, 3);
  check(gray, 30, pillow::rotate_7x10x1_by_30);
  check(gray, -45, pillow::rotate_7x10x1_by_minus_45);
  check(gray, 90, pillow::rotate_7x10x1_by_90);
  check(gray, 180, pillow::rotate_7x10x1_by_180);
  check(gray, 270, pillow::rotate_7x10x1_by_270);
  check(gray, 200.5, pillow::rotate_7x10x1_by_200_5);
  check(color, 30, pillow::rotate_7x10x3_by_30);
  check(color, -45, pillow::rotate_7x10x3_by_minus_45);
  check(color, 90, pillow::rotate_7x10x3_by_90);
  check(color, 180, pillow::rotate_7x10x3_by_180);
  check(color, 270, pillow::rotate_7x10x3_by_270);
  check(color, 200.5, pillow::rotate_7x10x3_by_200_5);
  check(square, 90, pillow::square_rotate_6x6x3_by_90);
  check(square, 270, pillow::square_rotate_6x6x3_by_270);
}

TEST_CASE("whole turns change nothing") {
  const Picture picture = test_picture(5, 4, 3);
  for (double degrees : {0.0, 360.0, -720.0}) REQUIRE(rotate(picture, degrees).pixels == picture.pixels);
  REQUIRE(rotate(picture, 45 + 360).pixels == rotate(picture, 45).pixels);
}

TEST_CASE("degrees that are not finite give a black picture") {
  const double endless = std::numeric_limits<double>::infinity();
  for (double degrees : {std::numeric_limits<double>::quiet_NaN(), endless, -endless})
    REQUIRE(rotate(test_picture(5, 4, 3), degrees).pixels == Picture(5, 4, 3).pixels);
  REQUIRE(rotate(test_picture(5, 4, 3), 1e20).pixels.size() == 60);
}

}  // namespace rotate_test
