// SPDX-License-Identifier: MIT
#include "cameo/data/crop.hpp"

#include <climits>
#include <limits>

#include "catch.hpp"

#include "test_picture.hpp"

using namespace cameo;

TEST_CASE("a box is cut out") {
  const Picture picture = test_picture(6, 7, 3);
  const Result<Picture> part = crop(picture, {1, 2, 4, 5});
  REQUIRE(part);
  REQUIRE(part->height == 4);
  REQUIRE(part->width == 5);
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 5; ++x)
      for (int c = 0; c < 3; ++c)
        REQUIRE(PictureView(*part).pixel(y, x)[c] == PictureView(picture).pixel(y + 1, x + 2)[c]);
  REQUIRE(crop(picture, {0, 0, 6, 7})->pixels == picture.pixels);
}

TEST_CASE("the centre is rounded to the top left") {
  const Picture picture = test_picture(5, 8, 1);
  REQUIRE(center_crop(picture, 2, 3)->pixels == crop(picture, {1, 2, 2, 3})->pixels);
  const Box square = center_square(picture);
  REQUIRE(square.top == 0);
  REQUIRE(square.left == 1);
  REQUIRE(square.height == 5);
  REQUIRE(square.width == 5);
}

TEST_CASE("a box outside is an error with both sizes") {
  const Picture picture = test_picture(6, 7, 3);
  REQUIRE(crop(picture, {3, 0, 4, 2}).error().message() ==
          "crop: a box of 4x2 pixels at (3, 0) does not lie inside a picture of 6x7 pixels");
  constexpr int huge = std::numeric_limits<int>::max();
  for (Box box : {Box{-1, 0, 2, 2}, Box{0, -1, 2, 2}, Box{0, 6, 2, 2}, Box{0, 0, 0, 2}, Box{0, 0, 2, 0},
                  Box{huge, huge, huge, huge}, Box{1, 1, huge, huge}})
    REQUIRE_FALSE(crop(picture, box));
  REQUIRE_FALSE(center_crop(picture, 8, 3));
}

TEST_CASE("Sizes at the ends of an int are refused") {
  const Picture picture = test_picture(4, 4, 1);
  for (const int size : {INT_MIN, -1, 0, 5, INT_MAX}) {
    CHECK_FALSE(center_crop(picture, size, 2));
    CHECK_FALSE(center_crop(picture, 2, size));
    CHECK(bool(crop(picture, {size, 0, 1, 1})) == (size == 0));
    CHECK_FALSE(crop(picture, {0, 0, size, 1}));
  }
}
