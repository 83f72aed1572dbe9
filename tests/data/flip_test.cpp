// SPDX-License-Identifier: MIT
#include "cameo/data/flip.hpp"

#include "catch.hpp"

#include "cameo/data/orient.hpp"
#include "test_picture.hpp"

using namespace cameo;

namespace flip_test {

using Bytes = std::vector<std::uint8_t>;

Picture two_by_three() {
  Picture picture(2, 3, 1);
  picture.pixels = {1, 2, 3, 4, 5, 6};
  return picture;
}

TEST_CASE("flips and the transpose") {
  REQUIRE(flip_horizontal(two_by_three()).pixels == Bytes{3, 2, 1, 6, 5, 4});
  REQUIRE(flip_vertical(two_by_three()).pixels == Bytes{4, 5, 6, 1, 2, 3});
  const Picture turned = flip_diagonal(two_by_three());
  REQUIRE(turned.height == 3);
  REQUIRE(turned.width == 2);
  REQUIRE(turned.pixels == Bytes{1, 4, 2, 5, 3, 6});
}

TEST_CASE("a flip keeps the channels of a pixel together and undoes itself") {
  const Picture picture = test_picture(4, 5, 3);
  const Picture mirrored = flip_horizontal(picture);
  for (int c = 0; c < 3; ++c)
    REQUIRE(PictureView(mirrored).pixel(2, 1)[c] == PictureView(picture).pixel(2, 3)[c]);
  REQUIRE(flip_horizontal(mirrored).pixels == picture.pixels);
  REQUIRE(flip_vertical(flip_vertical(picture)).pixels == picture.pixels);
  REQUIRE(flip_diagonal(flip_diagonal(picture)).pixels == picture.pixels);
}

TEST_CASE("the eight EXIF orientations") {
  const Bytes expected[] = {{1, 2, 3, 4, 5, 6}, {3, 2, 1, 6, 5, 4}, {6, 5, 4, 3, 2, 1}, {4, 5, 6, 1, 2, 3},
                            {1, 4, 2, 5, 3, 6}, {4, 1, 5, 2, 6, 3}, {6, 3, 5, 2, 4, 1}, {3, 6, 2, 5, 1, 4}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const Picture upright = orient(two_by_three(), orientation);
    REQUIRE(upright.pixels == expected[orientation - 1]);
    REQUIRE(upright.height == (orientation < 5 ? 2 : 3));
  }
  REQUIRE(orient(two_by_three(), 0).pixels == expected[0]);
  REQUIRE(orient(two_by_three(), 9).pixels == expected[0]);
}

}  // namespace flip_test
