// SPDX-License-Identifier: MIT
#include "catch.hpp"

#include "cameo/ext/image_file.hpp"
#include "image_bytes.hpp"

using namespace cameo;
using image_bytes::Bytes;

namespace {

/// A smooth picture: JPEG keeps it within a few steps.
Picture smooth(int height, int width, int channels) {
  Picture picture(height, width, channels);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        picture.pixel(y, x)[c] = static_cast<std::uint8_t>(40 + 5 * x + 7 * y + 20 * c);
  return picture;
}

int largest_difference(const Picture& a, const Picture& b) {
  REQUIRE(a.height == b.height);
  REQUIRE(a.width == b.width);
  REQUIRE(a.channels == b.channels);
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i)
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  return largest;
}

Picture decoded(const Bytes& bytes) {
  Result<Picture> picture = decode_image(bytes, "test.jpg");
  INFO(picture.error().message());
  REQUIRE(picture);
  return *std::move(picture);
}

}  // namespace

TEST_CASE("JPEGs in gray and in colour, baseline and progressive") {
  for (bool progressive : {false, true}) {
    const Picture gray = smooth(13, 10, 1), color = smooth(13, 10, 3);
    REQUIRE(largest_difference(
                decoded(image_bytes::jpeg(gray, JCS_GRAYSCALE, JCS_GRAYSCALE, 95, progressive)), gray) <= 4);
    REQUIRE(largest_difference(decoded(image_bytes::jpeg(color, JCS_RGB, JCS_YCbCr, 95, progressive)),
                               color) <= 4);
    REQUIRE(largest_difference(decoded(image_bytes::jpeg(color, JCS_RGB, JCS_RGB, 95, progressive)), color) <=
            4);
  }
}

TEST_CASE("CMYK and YCCK, with Adobe's inverted inks and without") {
  Picture inks(9, 8, 4), expected(9, 8, 3), straight = expected;
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 8; ++x)
      for (int c = 0; c < 4; ++c)
        inks.pixel(y, x)[c] = static_cast<std::uint8_t>(c == 3 ? 200 : 60 + 10 * x + 40 * c);
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 8; ++x)
      for (int c = 0; c < 3; ++c) {
        const int ink = PictureView(inks).pixel(y, x)[c];
        expected.pixel(y, x)[c] = static_cast<std::uint8_t>(ink * 200 / 255);
        straight.pixel(y, x)[c] = static_cast<std::uint8_t>((255 - ink) * 55 / 255);
      }
  REQUIRE(largest_difference(decoded(image_bytes::jpeg(inks, JCS_CMYK, JCS_CMYK)), expected) <= 4);
  REQUIRE(largest_difference(decoded(image_bytes::jpeg(inks, JCS_CMYK, JCS_YCCK)), expected) <= 6);
  REQUIRE(largest_difference(decoded(image_bytes::jpeg(inks, JCS_CMYK, JCS_CMYK, 95, false, false)),
                             straight) <= 4);
}

TEST_CASE("EXIF's orientation is applied") {
  const Picture picture = smooth(12, 17, 3);
  const Bytes plain = image_bytes::jpeg(picture, JCS_RGB, JCS_YCbCr);
  const Picture stored = decoded(plain);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    const Picture upright = decoded(image_bytes::with_orientation(plain, orientation, orientation % 2 == 0));
    REQUIRE(largest_difference(upright, orient(stored, orientation)) == 0);
    REQUIRE(upright.height == (orientation < 5 ? 12 : 17));
  }
}

TEST_CASE("a JPEG cut anywhere is an error that names it, never half a picture") {
  for (bool progressive : {false, true}) {
    const Bytes whole = image_bytes::jpeg(smooth(20, 24, 3), JCS_RGB, JCS_YCbCr, 60, progressive);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Result<Picture> cut = decode_image(
          Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), "people/half.jpg");
      CAPTURE(size);
      REQUIRE_FALSE(cut);
      REQUIRE(cut.error().message().starts_with("'people/half.jpg': "));
    }
  }
}

TEST_CASE("a JPEG cannot ask for memory that its bytes cannot fill") {
  Bytes bytes = image_bytes::jpeg(smooth(16, 16, 1), JCS_GRAYSCALE, JCS_GRAYSCALE);
  const std::uint8_t start_of_frame[] = {0xFF, 0xC0};
  const auto frame = std::search(bytes.begin(), bytes.end(), start_of_frame, start_of_frame + 2);
  REQUIRE(frame != bytes.end());
  std::fill_n(frame + 5, 4, std::uint8_t{0x1F});  // height and width 7967
  REQUIRE(decode_image(bytes, "bomb")
              .error()
              .message()
              .starts_with("'bomb': the file ends too early: 7967x7967"));
  std::fill_n(frame + 5, 4, std::uint8_t{0x7F});
  REQUIRE(decode_image(bytes, "bomb").error().message() ==
          "'bomb': a picture has 1 to 100 million pixels, but this one says it is 32639 wide and 32639 high");
}
