// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/simd/map-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// y = x * Scale + Offset; dx = dy * Scale.
template <FloatConstant Scale, FloatConstant Offset>
struct Kernel<Rescaling<Scale, Offset>> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    map(static_cast<std::size_t>(pass.samples) * In::size, pass.y, Forward{}, pass.x);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx != nullptr)
      map(static_cast<std::size_t>(pass.samples) * In::size, pass.dx, Backward{}, pass.dy);
  }

 private:
  struct Forward {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector x) const {
      return hn::MulAdd(x, hn::Set(d, Scale), hn::Set(d, Offset));
    }
  };
  struct Backward {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector dy) const {
      return hn::Mul(dy, hn::Set(d, Scale));
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
