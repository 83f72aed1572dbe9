// SPDX-License-Identifier: MIT
#include "cameo/simd/samples-inl.hpp"

#include <limits>
#include <utility>
#include <vector>

#include "catch.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

TEST_CASE("copy_finite finds one fault at any place, and nothing where there is none") {
  using Limits = std::numeric_limits<float>;
  for (std::size_t n : {0u, 1u, 3u, 16u, 37u}) {
    CAPTURE(n);
    std::vector<float> from(n, Limits::max()), to(n);
    for (std::size_t i = 0; i < n; i += 2) from[i] = i % 4 == 0 ? -Limits::max() : Limits::denorm_min();
    CHECK(copy_finite(from.data(), n, to.data()));
    CHECK(to == from);
    bool found = true;
    for (float fault : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), -Limits::quiet_NaN()})
      for (std::size_t i = 0; i < n; ++i) {
        const float good = std::exchange(from[i], fault);
        found = found && !copy_finite(from.data(), n, to.data());
        from[i] = good;
      }
    CHECK(found);
  }
}

TEST_CASE("scale_bytes scales every byte") {
  for (std::size_t n : {0u, 1u, 5u, 16u, 300u}) {
    std::vector<std::uint8_t> bytes(n);
    std::vector<float> x(n), expected(n);
    for (std::size_t i = 0; i < n; ++i) {
      bytes[i] = static_cast<std::uint8_t>(255 - i);
      expected[i] = static_cast<float>(bytes[i]) * (1 / 255.0f);
    }
    scale_bytes(bytes.data(), n, 1 / 255.0f, x.data());
    CHECK(x == expected);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
