// SPDX-License-Identifier: MIT
#include "catch.hpp"

#include "cameo/ext/image_file.hpp"
#include "image_bytes.hpp"

using namespace cameo;
using image_bytes::Bytes;

namespace jpeg_test {

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

/// The place of a marker in a JPEG.
std::size_t find_marker(const Bytes& bytes, std::uint8_t marker, std::size_t from = 0) {
  const std::uint8_t wanted[] = {0xFF, marker};
  return static_cast<std::size_t>(
      std::search(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(), wanted, wanted + 2) -
      bytes.begin());
}

TEST_CASE("spectral bytes that a baseline JPEG does not use may say anything") {
  const Picture picture = smooth(20, 24, 3);
  const Bytes plain = image_bytes::jpeg(picture, JCS_RGB, JCS_YCbCr);
  const std::size_t scan = find_marker(plain, 0xDA), spectral = scan + 5 + 2 * std::size_t{plain[scan + 4]};
  REQUIRE(plain[spectral + 1] == 63);
  for (const Bytes& bytes : {Bytes{0, 0, 0}, Bytes{1, 63, 0}, Bytes{0, 63, 0x11}, Bytes{63, 1, 0}}) {
    Bytes odd = plain;
    std::copy(bytes.begin(), bytes.end(), odd.begin() + static_cast<std::ptrdiff_t>(spectral));
    REQUIRE(decoded(odd).pixels == decoded(plain).pixels);
  }
}

TEST_CASE("a JPEG of more than 100 scans is refused, one of 100 is read") {
  const Bytes plain = image_bytes::jpeg(smooth(16, 16, 1), JCS_GRAYSCALE, JCS_GRAYSCALE, 80, true);
  const std::size_t end = plain.size() - 2;
  // The last scan again and again: a refinement may be repeated, and costs the reader a whole pass.
  std::size_t scan = 0;
  int scans = 0;
  for (std::size_t at = find_marker(plain, 0xDA); at < end; at = find_marker(plain, 0xDA, at + 2)) {
    scan = at;
    ++scans;
  }
  const auto with_scans = [&](int wanted) {
    Bytes bytes(plain.begin(), plain.end() - 2);
    for (int i = scans; i < wanted; ++i)
      bytes.insert(bytes.end(), plain.begin() + static_cast<std::ptrdiff_t>(scan), plain.end() - 2);
    bytes.insert(bytes.end(), {0xFF, 0xD9});
    return decode_image(bytes, "scans.jpg");
  };
  INFO(with_scans(100).error().message());
  REQUIRE(with_scans(100));
  REQUIRE(with_scans(101).error().message() == "'scans.jpg': the JPEG is damaged: more than 100 scans");
}

TEST_CASE("what a picture will take is known before it is taken") {
  std::uint64_t taken = 0;
  const auto take = [&taken](std::uint64_t bytes) { taken = bytes; };
  REQUIRE(decode_image(image_bytes::jpeg(smooth(16, 24, 3), JCS_RGB, JCS_YCbCr), "a", take));
  REQUIRE(taken == 16 * 24 * 3);
  REQUIRE(decode_image(image_bytes::jpeg(smooth(16, 24, 3), JCS_RGB, JCS_YCbCr, 90, true), "a", take));
  REQUIRE(taken == 16 * 24 * (3 + 6));
  REQUIRE(decode_image(image_bytes::of("P5 2 3 255 abcdef"), "a", take));
  REQUIRE(taken == 6);
  REQUIRE(decode_image(image_bytes::bmp({{1, 2, 3}}, 1, 1, 24), "a", take));
  REQUIRE(taken == 3);
  REQUIRE(decode_image(image_bytes::png({{1, 2, 3}}, 3, PNG_COLOR_TYPE_GRAY, 8), "a", take));
  REQUIRE(taken == 3);
}

TEST_CASE("libjpeg takes no more memory than it may") {
  // 12000 x 8200 of four channels, progressive: 787 MB of coefficients. The file is cut behind its header and
  // filled, which is enough to be asked for them.
  Bytes bytes = image_bytes::jpeg(Picture(16, 16, 4), JCS_CMYK, JCS_CMYK, 90, true);
  const std::size_t frame = find_marker(bytes, 0xC2);
  const std::uint8_t size[] = {8200 >> 8, 8200 & 255, 12000 >> 8, 12000 & 255};
  std::copy(size, size + 4, bytes.begin() + static_cast<std::ptrdiff_t>(frame) + 5);
  bytes.resize(100'000);
  REQUIRE(decode_image(bytes, "bomb").error().message() ==
          "'bomb': the JPEG is damaged: decoding takes more than 650 MB");
}

}  // namespace jpeg_test
