// SPDX-License-Identifier: MIT
#include "cameo/ext/image/exif.hpp"

#include <bit>
#include <string>

#include "catch.hpp"

#include "image_bytes.hpp"

using namespace cameo;
using image_bytes::Bytes;

TEST_CASE("the orientation is found in both orders of bytes") {
  const Bytes plain{0xFF, 0xD8, 0xFF, 0xDA, 0, 2};
  REQUIRE(jpeg_orientation(plain) == 1);
  for (bool big_endian : {false, true})
    for (int orientation = 1; orientation <= 8; ++orientation)
      REQUIRE(jpeg_orientation(image_bytes::with_orientation(plain, orientation, big_endian)) == orientation);
}

TEST_CASE("other segments and fill bytes before it are passed over") {
  Bytes jpeg = image_bytes::with_orientation({0xFF, 0xD8}, 6, true);
  const Bytes before{0xFF, 0xE0, 0, 4, 'x', 'y', 0xFF, 0xE1, 0, 5, 'X', 'M', 'P', 0xFF};
  jpeg.insert(jpeg.begin() + 2, before.begin(), before.end());
  REQUIRE(jpeg_orientation(jpeg) == 6);
}

TEST_CASE("numbers that are no orientation are 1") {
  for (int orientation : {0, 9, 65535})
    REQUIRE(jpeg_orientation(image_bytes::with_orientation({0xFF, 0xD8}, orientation, false)) == 1);
}

TEST_CASE("nothing outside is read, wherever it is cut and whatever a byte says") {
  const Bytes whole = image_bytes::with_orientation({0xFF, 0xD8}, 3, true);
  for (std::size_t size = 0; size < whole.size(); ++size)
    REQUIRE(jpeg_orientation(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) == 1);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (std::uint8_t value : Bytes{0, 1, 127, 128, 255}) {
      Bytes damaged = whole;
      damaged[at] = value;
      const int orientation = jpeg_orientation(damaged);
      REQUIRE(orientation >= 1);
      REQUIRE(orientation <= 8);
    }
}

namespace exif_test {

/// eXIf or an Exif segment's content: one entry of the first directory, the orientation with this type and
/// value.
Bytes tiff(unsigned type, std::uint64_t value, int bytes, bool big_endian = false, unsigned count = 1) {
  Bytes out;
  image_bytes::put(out, big_endian ? 0x4D4D : 0x4949, 2);
  image_bytes::put(out, 42, 2, big_endian);
  image_bytes::put(out, 8, 4, big_endian);
  image_bytes::put(out, 1, 2, big_endian);
  image_bytes::put(out, 0x0112, 2, big_endian);
  image_bytes::put(out, type, 2, big_endian);
  image_bytes::put(out, count, 4, big_endian);
  if (bytes == 8) {  // behind the directory
    image_bytes::put(out, 26, 4, big_endian);
    image_bytes::put(out, 0, 4);
  }
  image_bytes::put(out, value, bytes, big_endian);
  image_bytes::put(out, 0, 16);
  return out;
}

Bytes png_chunk(const char* name, const Bytes& data) {
  Bytes out;
  image_bytes::put(out, data.size(), 4, true);
  out.insert(out.end(), name, name + 4);
  out.insert(out.end(), data.begin(), data.end());
  image_bytes::put(out, 0, 4);
  return out;
}

Bytes png_with(std::initializer_list<Bytes> chunks) {
  Bytes out(8, 0);
  for (const Bytes& chunk : chunks) out.insert(out.end(), chunk.begin(), chunk.end());
  return out;
}

TEST_CASE("the orientation may be a number of any type, as in Pillow") {
  struct Type {
    unsigned type;
    int bytes;
  };
  for (const bool big_endian : {false, true}) {
    for (const auto [type, bytes] : {Type{3, 2}, {4, 4}, {6, 1}, {8, 2}, {9, 4}, {13, 4}, {16, 8}})
      CHECK(png_orientation(png_with({png_chunk("eXIf", tiff(type, 6, bytes, big_endian))})) == 6);
    for (const auto [type, bytes] : {Type{1, 1}, {2, 1}, {7, 1}, {0, 2}, {99, 2}})
      CHECK(png_orientation(png_with({png_chunk("eXIf", tiff(type, 6, bytes, big_endian))})) == 1);
    const auto of = [&](unsigned type, std::uint64_t value, int bytes, unsigned count = 1) {
      return png_orientation(png_with({png_chunk("eXIf", tiff(type, value, bytes, big_endian, count))}));
    };
    CHECK(of(3, 6, 2, 0) == 1);
    CHECK(of(4, 0x10006, 4) == 1);
    CHECK(of(16, 0x1'0000'0006, 8) == 1);
    CHECK(of(11, std::bit_cast<std::uint32_t>(6.0f), 4) == 6);
    CHECK(of(11, std::bit_cast<std::uint32_t>(6.5f), 4) == 1);
    CHECK(of(11, 0x7FC00000, 4) == 1);
    CHECK(of(12, std::bit_cast<std::uint64_t>(6.0), 8) == 6);
    CHECK(of(12, std::bit_cast<std::uint64_t>(1e300), 8) == 1);
    const auto ratio = [&](std::uint64_t over, std::uint64_t under) {
      return big_endian ? over << 32 | under : under << 32 | over;
    };
    for (const unsigned type : {5u, 10u}) {
      CHECK(of(type, ratio(6, 1), 8) == 6);
      CHECK(of(type, ratio(12, 2), 8) == 6);
      CHECK(of(type, ratio(13, 2), 8) == 1);
      CHECK(of(type, ratio(6, 0), 8) == 1);
    }
    CHECK(of(3, big_endian ? 0x0006'0003 : 0x0003'0006, 4, 2) == 6);  // two numbers: the first
  }
}

TEST_CASE("a PNG's orientation is found behind any chunk, and nothing outside is read") {
  const Bytes header = png_chunk("IHDR", Bytes(13, 0)), end = png_chunk("IEND", {});
  const Bytes exif = png_chunk("eXIf", tiff(3, 8, 2));
  CHECK(png_orientation(png_with({header, exif, end})) == 8);
  CHECK(png_orientation(png_with({header, png_chunk("IDAT", {1, 2, 3}), exif, end})) == 8);
  CHECK(png_orientation(png_with({header, end})) == 1);
  Bytes named{'E', 'x', 'i', 'f', 0, 0};  // as a JPEG has it
  for (const std::uint8_t byte : tiff(3, 5, 2)) named.push_back(byte);
  CHECK(png_orientation(png_with({header, png_chunk("eXIf", named), end})) == 5);
  const Bytes whole = png_with({header, exif, end});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(png_orientation(cut) == (size < whole.size() - end.size() ? 1 : 8));
  }
  for (std::size_t at = 8; at < whole.size(); ++at)
    for (const std::uint8_t value : Bytes{0, 1, 127, 255}) {
      Bytes damaged = whole;
      damaged[at] = value;
      const int orientation = png_orientation(damaged);
      CHECK((orientation >= 1 && orientation <= 8));
    }
}

TEST_CASE("XMP's orientation counts where EXIF has none, as in Pillow") {
  const auto xmp = [](std::string text, std::string before) {
    text = before + "<x:xmpmeta><rdf:Description " + text + "</x:xmpmeta>";
    return Bytes(text.begin(), text.end());
  };
  const auto of_jpeg = [&](const std::string& text, int exif = 0) {
    Bytes jpeg = exif == 0 ? Bytes{0xFF, 0xD8} : image_bytes::with_orientation({0xFF, 0xD8}, exif, true);
    const Bytes data = xmp(text, std::string("http://ns.adobe.com/xap/1.0/\0", 29));
    for (const std::size_t byte :
         {std::size_t{0xFF}, std::size_t{0xE1}, (data.size() + 2) >> 8, (data.size() + 2) & 255})
      jpeg.push_back(static_cast<std::uint8_t>(byte));
    jpeg.insert(jpeg.end(), data.begin(), data.end());
    return jpeg_orientation(jpeg);
  };
  CHECK(of_jpeg("tiff:Orientation=\"6\"/>") == 6);
  CHECK(of_jpeg("><tiff:Orientation>8</tiff:Orientation>") == 8);
  CHECK(of_jpeg("tiff:Orientation=\"6\"/>", 3) == 3);
  CHECK(of_jpeg("tiff:Orientation=\"9\"/>") == 1);
  CHECK(of_jpeg("tiff:Orientation=\"x\"/>") == 1);
  CHECK(of_jpeg("tiff:Orientation") == 1);
  CHECK(png_orientation(png_with({png_chunk(
            "iTXt", xmp("tiff:Orientation=\"5\"/>", std::string("XML:com.adobe.xmp\0\0\0\0\0", 22)))})) == 5);
}

}  // namespace exif_test
