// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "cameo/optim/update-inl.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// Stands for an optimizer where a step needs the gradient of all parameters at once: it adds up gradients
/// and changes nothing. The value that it keeps for each parameter becomes
///   weight * g          for the first batch
///   sum + weight * g    for those after it
struct GradientSum {
  static constexpr int states = 1;
  float learning_rate = 0;
  float weight = 1;
  bool first = true;
};

}  // namespace cameo::inline CAMEO_ABI::detail

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <>
struct UpdateRule<detail::GradientSum> {
  UpdateRule(const detail::GradientSum& sum, std::uint64_t) : sum_(sum) {}

  template <class Memory>
  HWY_INLINE void operator()(Memory memory, FloatVector g, float*, float* sum) const {
    const auto weight = hn::Set(Floats(), sum_.weight);
    memory.store(sum_.first ? hn::Mul(weight, g) : hn::MulAdd(weight, g, memory.load(sum)), sum);
  }

 private:
  detail::GradientSum sum_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
