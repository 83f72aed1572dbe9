// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/unit_normalization.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// dx = (dy - y * (sum of dy * y)) / |x|, row by row of the last axis; 0 where |x| is below 1e-12.
template <>
struct Kernel<UnitNormalization> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    constexpr std::size_t channels = In::channels;
    auto* saved = reinterpret_cast<float*>(pass.saved);
    const std::size_t end = static_cast<std::size_t>(pass.samples) * In::size;
    for (std::size_t row = 0; row < end; row += channels) {
      const float length = std::sqrt(dot(pass.x + row, pass.x + row, channels));
      const bool has_direction = !(length < smallest_length);  // NaN stays
      const float inverse = 1 / (has_direction ? length : smallest_length);
      if (saved != nullptr) *saved++ = has_direction ? inverse : 0;
      map(channels, pass.y + row, Scale{inverse}, pass.x + row);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    constexpr std::size_t channels = In::channels;
    const auto* saved = reinterpret_cast<const float*>(pass.saved);
    const std::size_t end = static_cast<std::size_t>(pass.samples) * In::size;
    for (std::size_t row = 0; row < end; row += channels) {
      const float *y = pass.y + row, *dy = pass.dy + row, inverse = *saved++;
      map(channels, pass.dx + row, Gradient{inverse, dot(y, dy, channels)}, y, dy);
    }
  }

 private:
  static constexpr float smallest_length = 1e-12f;

  struct Gradient {
    float inverse, along;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector y, FloatVector dy) const {
      return hn::Mul(hn::NegMulAdd(y, hn::Set(d, along), dy), hn::Set(d, inverse));
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
