// SPDX-License-Identifier: MIT
#include "cameo/simd/move_towards-inl.hpp"

#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

TEST_CASE("move_towards goes a part of the way, of every value and of none behind the last") {
  constexpr float behind = 7;
  for (std::size_t count : {0u, 1u, 7u, 16u, 37u})
    for (float part : {0.0f, 0.25f, 1.0f}) {
      CAPTURE(count, part);
      std::vector<float> targets(count + 1), values(count + 1, behind), expected(count + 1, behind);
      for (std::size_t i = 0; i < count; ++i) {
        targets[i] = 2 * random_uniform(1, i) - 1;
        values[i] = 2 * random_uniform(2, i) - 1;
        expected[i] = values[i] + part * (targets[i] - values[i]);
      }
      targets[count] = -behind;
      move_towards(part, targets.data(), count, values.data());
      for (std::size_t i = 0; i <= count; ++i) CHECK(values[i] == Approx(expected[i]).margin(1e-6));
      CHECK(values[count] == behind);
    }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
