// SPDX-License-Identifier: MIT
#include "cameo/simd/conv_weight_sums-inl.hpp"

#include <vector>

#include "catch.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

TEST_CASE("keep_live keeps the live windows and their gradients, in order") {
  for (int period : {1, 2, 3, 5, 49}) {  // every period-th window is dead
    CAPTURE(period);
    std::vector<std::int32_t> offsets(48 + 16), expected_offsets;
    std::vector<float> gradients(48 + 16), expected_gradients;
    for (int i = 0; i < 48; ++i) {
      const auto at = static_cast<std::size_t>(i);
      offsets[at] = i % period == 0 ? -1 : 3 * i;
      gradients[at] = static_cast<float>(i) + 0.5f;
      if (offsets[at] < 0) continue;
      expected_offsets.push_back(offsets[at]);
      expected_gradients.push_back(gradients[at]);
    }
    const int kept = keep_live(offsets.data(), gradients.data(), 48);
    offsets.resize(static_cast<std::size_t>(kept));
    gradients.resize(static_cast<std::size_t>(kept));
    CHECK(offsets == expected_offsets);
    CHECK(gradients == expected_gradients);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
