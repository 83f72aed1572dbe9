// SPDX-License-Identifier: MIT
#include "cameo/data/resize.hpp"

#include <climits>
#include <cstdlib>
#include <span>

#include "catch.hpp"

#include "pillow_figures.hpp"
#include "test_picture.hpp"

using namespace cameo;

namespace resize_test {

void check(int height, int width, int channels, int to_height, int to_width,
           std::span<const std::uint8_t> expected) {
  CAPTURE(height, width, channels, to_height, to_width);
  const Result<Picture> resized = resize(test_picture(height, width, channels), to_height, to_width);
  REQUIRE(resized);
  REQUIRE(resized->height == to_height);
  REQUIRE(resized->width == to_width);
  REQUIRE(resized->channels == channels);
  REQUIRE(resized->pixels == std::vector<std::uint8_t>(expected.begin(), expected.end()));
}

TEST_CASE("resize equals Pillow's bilinear byte for byte") {
  check(13, 9, 1, 5, 4, pillow::resize_13x9x1_to_5x4);
  check(7, 5, 1, 11, 8, pillow::resize_7x5x1_to_11x8);
  check(20, 15, 1, 3, 15, pillow::resize_20x15x1_to_3x15);
  check(6, 31, 1, 6, 2, pillow::resize_6x31x1_to_6x2);
  check(1, 1, 1, 3, 2, pillow::resize_1x1x1_to_3x2);
  check(9, 8, 1, 1, 1, pillow::resize_9x8x1_to_1x1);
  check(10, 5, 1, 4, 9, pillow::resize_10x5x1_to_4x9);
  check(13, 9, 3, 5, 4, pillow::resize_13x9x3_to_5x4);
  check(7, 5, 3, 11, 8, pillow::resize_7x5x3_to_11x8);
  check(20, 15, 3, 3, 15, pillow::resize_20x15x3_to_3x15);
  check(6, 31, 3, 6, 2, pillow::resize_6x31x3_to_6x2);
  check(1, 1, 3, 3, 2, pillow::resize_1x1x3_to_3x2);
  check(9, 8, 3, 1, 1, pillow::resize_9x8x3_to_1x1);
  check(10, 5, 3, 4, 9, pillow::resize_10x5x3_to_4x9);
}

TEST_CASE("resize to the same size changes nothing") {
  const Picture picture = test_picture(5, 6, 3);
  REQUIRE(resize(picture, 5, 6)->pixels == picture.pixels);
}

TEST_CASE("resize refuses what it cannot do") {
  REQUIRE(resize(test_picture(4, 4, 3), 0, 4).error().message() ==
          "resize: sides of 1 to 65536 pixels are possible, not 0x4");
  REQUIRE_FALSE(resize(test_picture(4, 4, 3), 4, 65537));
  REQUIRE_FALSE(resize(Picture(), 4, 4));
  REQUIRE_FALSE(resize(test_picture(4, 4, 2), 4, 4));
}

TEST_CASE("Narrow and very long pictures take no memory beyond their own") {
  Picture tall(3'000'000, 1, 1);
  for (int y = 0; y < tall.height; ++y) *tall.pixel(y, 0) = static_cast<std::uint8_t>(y / 20'000);
  const auto small = resize(tall, 64, 64);  // 3 million rows of 64 pixels would be 192 MB
  REQUIRE(small);
  for (int y = 0; y < 64; ++y) {
    const double middle = (y + 0.5) * 3'000'000 / 64 / 20'000;
    CHECK(std::abs(*PictureView(*small).pixel(y, 63) - middle) <= 1);
    CHECK(*PictureView(*small).pixel(y, 0) == *PictureView(*small).pixel(y, 63));
  }
  Picture wide(1, 3'000'000, 1);
  wide.pixels = tall.pixels;
  const auto turned = resize(wide, 64, 64);
  REQUIRE(turned);
  for (int x = 0; x < 64; ++x) CHECK(*PictureView(*turned).pixel(5, x) == *PictureView(*small).pixel(x, 5));
}

TEST_CASE("Where rows first would take too much, columns first give the same but for rounding") {
  Picture tall = test_picture(2000, 3, 3);
  const auto rows_first = resize(tall, 10, 60'000);  // 120 million pixels between
  REQUIRE(rows_first);
  const Picture by_hand = detail::resize_columns(detail::resize_rows(tall, 60'000), 10);
  int largest = 0;
  for (std::size_t i = 0; i < by_hand.pixels.size(); ++i)
    largest = std::max(largest, std::abs(by_hand.pixels[i] - rows_first->pixels[i]));
  CHECK(largest == 1);
}

TEST_CASE("Sizes that no picture can have are refused") {
  const Picture picture = test_picture(2, 2, 1);
  for (const auto& [height, width] : {std::pair(0, 5), {5, -1}, {65'537, 1}, {1, INT_MAX}, {INT_MIN, 1}})
    CHECK_FALSE(resize(picture, height, width));
  CHECK(resize(picture, 65'536, 65'536).error().message() ==
        "resize: pictures of up to 100 million pixels are possible, not 65536x65536");
}

}  // namespace resize_test
