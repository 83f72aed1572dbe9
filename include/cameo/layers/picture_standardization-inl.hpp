// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/picture_standardization.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// dx = (dy - mean of dy - y * (mean of dy * y)) / deviation, without the last term where the deviation is
/// below its least.
template <>
struct Kernel<PictureStandardization> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    constexpr std::size_t size = In::size;
    constexpr float count = static_cast<float>(size);
    auto* saved = reinterpret_cast<float*>(pass.saved);
    for (int sample = 0; sample < pass.samples; ++sample) {
      const float* x = pass.x + static_cast<std::size_t>(sample) * size;
      float* y = pass.y + static_cast<std::size_t>(sample) * size;
      const float mean = sum(x, size) / count;
      map(size, y, Shift{mean}, x);
      const float deviation = std::sqrt(dot(y, y, size) / count);
      const float inverse = 1 / (deviation < least<In>() ? least<In>() : deviation);  // NaN stays
      if (saved != nullptr) saved[sample] = inverse;
      map(size, y, Scale{inverse}, y);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    constexpr std::size_t size = In::size;
    constexpr float count = static_cast<float>(size);
    const auto* saved = reinterpret_cast<const float*>(pass.saved);
    for (int sample = 0; sample < pass.samples; ++sample) {
      const std::size_t first = static_cast<std::size_t>(sample) * size;
      const float *y = pass.y + first, *dy = pass.dy + first, inverse = saved[sample];
      const float along = inverse < 1 / least<In>() ? dot(y, dy, size) / count : 0;
      map(size, pass.dx + first, Gradient{inverse, sum(dy, size) / count, along}, y, dy);
    }
  }

 private:
  template <class In>
  static float least() {
    return 1 / std::sqrt(static_cast<float>(In::size));
  }

  struct Shift {
    float mean;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector x) const { return hn::Sub(x, hn::Set(d, mean)); }
  };
  struct Gradient {
    float inverse, mean, along;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector y, FloatVector dy) const {
      const auto centred = hn::Sub(dy, hn::Set(d, mean));
      return hn::Mul(hn::NegMulAdd(y, hn::Set(d, along), centred), hn::Set(d, inverse));
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
