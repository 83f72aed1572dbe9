// SPDX-License-Identifier: MIT
#include "cameo/ext/image/exif.hpp"

#include "catch.hpp"

#include "image_bytes.hpp"

using namespace cameo;
using image_bytes::Bytes;

TEST_CASE("the orientation is found in both orders of bytes") {
  const Bytes plain{0xFF, 0xD8, 0xFF, 0xDA, 0, 2};
  REQUIRE(exif_orientation(plain) == 1);
  for (bool big_endian : {false, true})
    for (int orientation = 1; orientation <= 8; ++orientation)
      REQUIRE(exif_orientation(image_bytes::with_orientation(plain, orientation, big_endian)) == orientation);
}

TEST_CASE("other segments and fill bytes before it are passed over") {
  Bytes jpeg = image_bytes::with_orientation({0xFF, 0xD8}, 6, true);
  const Bytes before{0xFF, 0xE0, 0, 4, 'x', 'y', 0xFF, 0xE1, 0, 5, 'X', 'M', 'P', 0xFF};
  jpeg.insert(jpeg.begin() + 2, before.begin(), before.end());
  REQUIRE(exif_orientation(jpeg) == 6);
}

TEST_CASE("numbers that are no orientation are 1") {
  for (int orientation : {0, 9, 65535})
    REQUIRE(exif_orientation(image_bytes::with_orientation({0xFF, 0xD8}, orientation, false)) == 1);
}

TEST_CASE("nothing outside is read, wherever it is cut and whatever a byte says") {
  const Bytes whole = image_bytes::with_orientation({0xFF, 0xD8}, 3, true);
  for (std::size_t size = 0; size < whole.size(); ++size)
    REQUIRE(exif_orientation(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) == 1);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (std::uint8_t value : Bytes{0, 1, 127, 128, 255}) {
      Bytes damaged = whole;
      damaged[at] = value;
      const int orientation = exif_orientation(damaged);
      REQUIRE(orientation >= 1);
      REQUIRE(orientation <= 8);
    }
}
