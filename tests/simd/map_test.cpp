// SPDX-License-Identifier: MIT
#include "cameo/simd/map-inl.hpp"

#include <vector>

#include "cameo/simd/channels-inl.hpp"
#include "catch.hpp"

HWY_BEFORE_NAMESPACE();
namespace map_test {

namespace simd = cameo::HWY_NAMESPACE;
namespace hn = hwy::HWY_NAMESPACE;

struct Difference {
  HWY_INLINE simd::FloatVector operator()(simd::Floats, simd::FloatVector a, simd::FloatVector b) const {
    return hn::Sub(a, b);
  }
};

void subtract(const std::vector<float>& a, const std::vector<float>& b, float* y) {
  simd::map(a.size(), y, Difference{}, a.data(), b.data());
}

template <int Channels>
void check_channels() {
  std::vector<int> visits(Channels);
  simd::for_channels<Channels>([&](auto d, std::size_t c) HWY_ATTR {
    for (std::size_t lane = 0; lane < hn::Lanes(d); ++lane) ++visits.at(c + lane);
  });
  CHECK(visits == std::vector<int>(Channels, 1));
}

}  // namespace map_test
HWY_AFTER_NAMESPACE();

namespace map_test {

TEST_CASE("map covers every value and nothing past it") {
  for (std::size_t size = 0; size < 40; ++size) {
    CAPTURE(size);
    std::vector<float> a(size), b(size), y(size + 1, -1.0f), expected(size + 1, -1.0f);
    for (std::size_t i = 0; i < size; ++i) {
      a[i] = static_cast<float>(3 * i);
      b[i] = static_cast<float>(i);
      expected[i] = static_cast<float>(2 * i);
    }
    subtract(a, b, y.data());
    CHECK(y == expected);
  }
}

TEST_CASE("for_channels covers every channel once") {
  check_channels<1>();
  check_channels<2>();
  check_channels<3>();
  check_channels<7>();
  check_channels<16>();
  check_channels<31>();
  check_channels<48>();
}

}  // namespace map_test
