// SPDX-License-Identifier: MIT
#include "cameo/ext/image/bmp.hpp"

#include "catch.hpp"

#include "cameo/ext/image_file.hpp"
#include "image_bytes.hpp"

using namespace cameo;
using image_bytes::bmp;
using image_bytes::Bytes;

namespace bmp_test {

const Bytes two_colors{10, 20, 30, 0, 40, 50, 60, 0};  // blue, green, red, nothing

Bytes decoded(const Bytes& bytes) {
  const Result<Picture> picture = decode_image(bytes, "test.bmp");
  INFO(picture.error().message());
  REQUIRE(picture);
  REQUIRE(picture->channels == 3);
  return picture->pixels;
}

std::string refusal(const Bytes& bytes) { return std::string(decode_image(bytes, "x").error().message()); }

TEST_CASE("BMPs with a palette") {
  const Bytes expected{60, 50, 40, 30, 20, 10, 60, 50, 40};
  REQUIRE(decoded(bmp({{0b10100000}}, 3, 1, 1, two_colors)) == expected);
  REQUIRE(decoded(bmp({{0x10, 0x10}}, 3, 1, 4, two_colors)) == expected);
  REQUIRE(decoded(bmp({{1, 0, 1}}, 3, 1, 8, two_colors)) == expected);
}

TEST_CASE("BMPs in full colour, from the bottom and from the top") {
  const std::vector<Bytes> rows{{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 12}};
  REQUIRE(decoded(bmp(rows, 2, 2, 24)) == Bytes{9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4});
  REQUIRE(decoded(bmp(rows, 2, -2, 24)) == Bytes{3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10});
  REQUIRE(decoded(bmp({{1, 2, 3, 77, 4, 5, 6, 77}}, 2, 1, 32)) == Bytes{3, 2, 1, 6, 5, 4});
  REQUIRE(decoded(bmp({{0x00, 0x7C, 0xE0, 0x03}}, 2, 1, 16)) == Bytes{255, 0, 0, 0, 255, 0});
}

TEST_CASE("the last row of a BMP needs no padding") {
  Bytes file = bmp({{1, 2, 3}, {4, 5, 6}}, 1, 2, 24);
  file.pop_back();
  REQUIRE(decoded(file) == Bytes{6, 5, 4, 3, 2, 1});
  file.pop_back();
  REQUIRE(refusal(file).find("the file ends too early") != std::string::npos);
}

TEST_CASE("BMPs with masks") {
  Bytes masks;
  for (std::uint32_t mask : {0xF800u, 0x07E0u, 0x001Fu}) image_bytes::put(masks, mask, 4);
  REQUIRE(decoded(bmp({{0x00, 0xF8, 0xE0, 0x07}}, 2, 1, 16, masks, 3)) == Bytes{255, 0, 0, 0, 255, 0});
  Bytes reversed;
  for (std::uint32_t mask : {0xFFu, 0xFF00u, 0xFF0000u}) image_bytes::put(reversed, mask, 4);
  REQUIRE(decoded(bmp({{1, 2, 3, 4}}, 1, 1, 32, reversed, 3)) == Bytes{1, 2, 3});
}

TEST_CASE("the oldest header") {
  Bytes file{'B', 'M'};
  image_bytes::put(file, 0, 8);
  image_bytes::put(file, 26, 4);
  image_bytes::put(file, 12, 4);
  for (std::uint32_t value : {1u, 1u, 1u, 24u}) image_bytes::put(file, value, 2);
  for (std::uint8_t value : Bytes{1, 2, 3, 0}) file.push_back(value);
  REQUIRE(decoded(file) == Bytes{3, 2, 1});
}

TEST_CASE("BMPs that are not read say why") {
  REQUIRE(refusal(bmp({{1, 2}}, 1, 1, 4, two_colors, 1)) ==
          "'x': BMPs of 4 bits with compression of kind 1 are not read; save it without, or as PNG");
  REQUIRE(refusal(bmp({{1, 2}}, 1, 1, 24, {}, 4)) ==
          "'x': BMPs of 24 bits with compression of kind 4 are not read; save it without, or as PNG");
  REQUIRE(refusal(bmp({{1, 2}}, 1, 1, 2)) == "'x': a BMP has 1, 4, 8, 16, 24 or 32 bits a pixel, not 2");
  REQUIRE(refusal(bmp({{2}}, 1, 1, 8, two_colors)) ==
          "'x': the BMP is damaged: a pixel is none of its 2 colours");
  REQUIRE(refusal(bmp({}, 100'000, 100'000, 24)) ==
          "'x': a picture has 1 to 100 million pixels, but this one says it is 100000 wide and 100000 high");
  REQUIRE(refusal(bmp({}, -5, 5, 24)) == "'x': the BMP is damaged: it says it is -5 wide and 5 high");
  const Bytes whole = bmp({{1, 2, 3}, {1, 2, 3}}, 1, 2, 24);
  for (std::size_t size = 0; size < whole.size() - 1; ++size)  // without the last row's padding
    REQUIRE_FALSE(refusal(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))).empty());
}

Bytes with_pixels_at(Bytes file, std::uint8_t at) {
  file[10] = at;
  return file;
}

TEST_CASE("pixels that are said to begin at 0 or at the palette begin behind it") {
  const Bytes expected{60, 50, 40, 30, 20, 10, 60, 50, 40};
  const Bytes file = bmp({{1, 0, 1}}, 3, 1, 8, two_colors);
  REQUIRE(file[10] == 62);
  for (const std::uint8_t at : Bytes{0, 54, 62}) REQUIRE(decoded(with_pixels_at(file, at)) == expected);
  REQUIRE(decoded(with_pixels_at(bmp({{1, 2, 3}}, 1, 1, 24), 0)) == Bytes{3, 2, 1});
  for (const std::uint8_t at : Bytes{1, 14, 53})
    REQUIRE(refusal(with_pixels_at(file, at)).find("its pixels begin at byte ") != std::string::npos);
  REQUIRE_FALSE(refusal(with_pixels_at(bmp({{1, 2, 3}}, 1, 1, 24), 50)).empty());
}

TEST_CASE("a palette that ends where the pixels begin is shorter than its header says") {
  Bytes file = bmp({{1, 0, 1}}, 3, 1, 8, two_colors);
  file[46] = 0;  // 256 colours by the header, two by the beginning of the pixels
  REQUIRE(decoded(file) == Bytes{60, 50, 40, 30, 20, 10, 60, 50, 40});
  file[62] = 2;
  REQUIRE(refusal(file) == "'x': the BMP is damaged: a pixel is none of its 2 colours");
}

TEST_CASE("BMPs of run lengths") {
  Bytes palette;
  for (int i = 0; i < 16; ++i) image_bytes::put(palette, static_cast<std::uint32_t>(i) * 0x010101u, 4);
  const auto numbers = [&](const Bytes& runs, int width, int height, int bits) {
    const Bytes pixels = decoded(bmp({runs}, width, height, bits, palette, bits == 8 ? 1 : 2));
    Bytes colors;
    for (std::size_t i = 0; i < pixels.size(); i += 3) colors.push_back(pixels[i]);
    return colors;
  };
  // A run, three single pixels and their filling, the end of the row; from the bottom row up.
  REQUIRE(numbers({2, 7, 0, 3, 1, 2, 3, 0, 0, 0, 5, 9, 0, 1}, 5, 2, 8) ==
          Bytes{9, 9, 9, 9, 9, 7, 7, 1, 2, 3});
  REQUIRE(numbers({3, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 0, 1}, 5, 2, 4) ==
          Bytes{3, 4, 5, 6, 7, 1, 2, 1, 0, 0});
  // A step of one pixel and one row; what no run gives is 0; a run past its row is cut.
  REQUIRE(numbers({1, 4, 0, 2, 1, 1, 9, 8, 0, 1}, 4, 3, 8) == Bytes{0, 0, 0, 0, 0, 0, 8, 8, 4, 0, 0, 0});
  REQUIRE(numbers({0, 1}, 2, 1, 8) == Bytes{0, 0});
  for (const Bytes& cut : {Bytes{}, Bytes{2}, Bytes{1, 7}, Bytes{0, 3, 1}, Bytes{0, 2, 1}}) {
    Bytes file = bmp({}, 2, 1, 8, palette, 1);
    file.insert(file.end(), cut.begin(), cut.end());
    REQUIRE(refusal(file) == "'x': the BMP is damaged: its pixels end too early");
  }
}

}  // namespace bmp_test
