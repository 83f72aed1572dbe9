// SPDX-License-Identifier: MIT
#include "cameo/ext/image/pnm.hpp"

#include "catch.hpp"

#include "cameo/ext/image_file.hpp"
#include "image_bytes.hpp"

using namespace cameo;
using image_bytes::Bytes;
using image_bytes::of;

namespace pnm_test {

void check(const std::string& file, int height, int width, int channels, const Bytes& expected) {
  CAPTURE(file);
  const Result<Picture> picture = decode_image(of(file), "test.pnm");
  INFO(picture.error().message());
  REQUIRE(picture);
  REQUIRE(picture->height == height);
  REQUIRE(picture->width == width);
  REQUIRE(picture->channels == channels);
  REQUIRE(picture->pixels == expected);
}

TEST_CASE("PNM as text") {
  check("P1\n3 2\n1 0 1\n0 0 1", 2, 3, 1, {0, 255, 0, 255, 255, 0});
  check("P1 3 2 101001", 2, 3, 1, {0, 255, 0, 255, 255, 0});
  check("P2\n# gray\n2 1 # wide\n15\n0 15", 1, 2, 1, {0, 255});
  check("P2 2 1 65535 32768 65535", 1, 2, 1, {128, 255});
  check("P3 1 2 255 1 2 3\n250 251 252", 2, 1, 3, {1, 2, 3, 250, 251, 252});
}

TEST_CASE("PNM as bytes") {
  check(std::string("P4 9 2 \xA0\x80\x00\x00", 11), 2, 9, 1,
        {0, 255, 0, 255, 255, 255, 255, 255, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255});
  check("P5\n2 2\n255\nabcd", 2, 2, 1, {'a', 'b', 'c', 'd'});
  check("P5 2 1 100\n\x32\x64", 1, 2, 1, {128, 255});
  check(std::string("P5 2 1 65535\n\x80\x00\xFF\xFF", 17), 1, 2, 1, {128, 255});
  check("P6 1 2\n#\n255\nabcdef and more", 2, 1, 3, {'a', 'b', 'c', 'd', 'e', 'f'});
}

TEST_CASE("a comment behind the maximum ends at its line, where the pixels begin") {
  check("P5\n3 1\n255# from a scanner\nabc", 1, 3, 1, {'a', 'b', 'c'});
  check("P5\n3 1\n255#\rabc", 1, 3, 1, {'a', 'b', 'c'});
  check("P4 8#b\n1#c\n\xF0", 1, 8, 1, {0, 0, 0, 0, 255, 255, 255, 255});
  check("P6#a\n1#b\n#c\n1\n#d\n255\n#ab", 1, 1, 3, {'#', 'a', 'b'});  // after a white space all is pixels
  check("P2#a\n2 1#b\n255#c\n7#d\n8#e", 1, 2, 1, {7, 8});
  REQUIRE_FALSE(decode_image(of("P5 1 1 255#a"), "x"));
}

TEST_CASE("PNM that is damaged") {
  for (const char* file :
       {"P", "P1", "P7 1 1 255\na", "P0 1 1 1\na", "P5 0 1 255\na", "P5 1 0 255\na", "P5 1 1 0\na",
        "P5 1 1 65536\naa", "P5 x 1 255\na", "P5 1 -1 255\na", "P2 2 1 255 1", "P2 1 1 100 101",
        "P5 1 1 100\nz", "P1 2 1 1 2", "P3 1 1 255 1 2", "P6 1 1 255\nab", "P4 9 1 a"}) {
    CAPTURE(file);
    const Result<Picture> picture = decode_image(of(file), "bad.pnm");
    REQUIRE_FALSE(picture);
    REQUIRE(picture.error().message().starts_with("'bad.pnm': "));
  }
  REQUIRE(decode_image(of("P5 99999 99999 255\na"), "x").error().message() ==
          "'x': a picture has 1 to 100 million pixels, but this one says it is 99999 wide and 99999 high");
  REQUIRE(decode_image(of("P6 9000 9000 255\na"), "x").error().message() ==
          "'x': the file ends too early: 9000x9000 pixels need at least 243000000 bytes, but there are 1");
  const std::string whole = "P6\n2 2\n255\nabcdefghijkl";
  for (std::size_t size = 0; size < whole.size(); ++size)
    REQUIRE_FALSE(decode_image(of(whole.substr(0, size)), "x"));
}

}  // namespace pnm_test
