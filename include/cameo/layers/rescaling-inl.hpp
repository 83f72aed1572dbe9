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
  static void forward(const float* x, const float*, float* y, int samples, const PassContext&) {
    map(static_cast<std::size_t>(samples) * In::size, y, Forward{}, x);
  }

  template <class In>
  static void backward(const float*, const float*, const float*, const float* dy, float* dx, float*,
                       int samples, const PassContext&) {
    if (dx != nullptr) map(static_cast<std::size_t>(samples) * In::size, dx, Backward{}, dy);
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
