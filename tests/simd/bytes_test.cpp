// SPDX-License-Identifier: MIT
#include "cameo/simd/bytes-inl.hpp"

#include <vector>

#include "catch.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

TEST_CASE("equal_bytes sets one bit for each equal byte below count") {
  std::vector<std::uint8_t> bytes(64);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(i * i % 7 == 2 ? 255 : i % 3);
  for (int count : {1, 7, 8, 31, 32, 63, 64})
    for (int value : {0, 2, 255}) {
      CAPTURE(count, value);
      std::uint64_t expected = 0;
      for (int i = 0; i < count; ++i)
        expected |= std::uint64_t{bytes[static_cast<std::size_t>(i)] == value} << i;
      CHECK(equal_bytes(bytes.data(), static_cast<std::uint8_t>(value), count) == expected);
    }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
