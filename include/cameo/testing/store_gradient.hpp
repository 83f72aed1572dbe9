// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/optim/update-inl.hpp"

namespace cameo::inline CAMEO_ABI {

/// An optimizer for tests: its slot holds the last gradient and the parameters stay as they are, so a test
/// can read the gradient of a whole network, updates in place included.
struct StoreGradient {
  static constexpr int states = 1;
  float learning_rate = 0;
};

}  // namespace cameo::inline CAMEO_ABI

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <>
struct UpdateRule<StoreGradient> {
  UpdateRule(const StoreGradient&, std::uint64_t) {}

  template <class Memory>
  HWY_INLINE void operator()(Memory memory, FloatVector g, float*, float* gradient) const {
    memory.store(g, gradient);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
