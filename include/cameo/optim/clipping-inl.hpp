// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/optim/clipping.hpp"
#include "cameo/optim/update-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// What a clipping does to each gradient by itself: the `Change` of an Update.
template <class Clipping>
struct Clipped : UnchangedGradient {};

template <FloatConstant Limit>
struct Clipped<ClipValue<Limit>> {
  HWY_INLINE FloatVector operator()(Floats d, FloatVector g) const {
    const auto high = hn::Set(d, Limit), low = hn::Neg(high);
    // NaN stays NaN, which Min and Max do not promise.
    const auto not_above = hn::IfThenElse(hn::Gt(g, high), high, g);
    return hn::IfThenElse(hn::Lt(g, low), low, not_above);
  }
};

/// The same after each gradient is multiplied by `factor`.
template <class Clipping>
struct ScaledAndClipped {
  float factor;

  HWY_INLINE FloatVector operator()(Floats d, FloatVector g) const {
    return Clipped<Clipping>()(d, hn::Mul(hn::Set(d, factor), g));
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
