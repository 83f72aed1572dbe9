// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/layer_normalization.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Row by row of the last axis. The variance is the mean of squared deviations: large means cancel nothing.
template <FloatConstant Epsilon>
struct Kernel<LayerNormalization<Epsilon>> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    constexpr std::size_t channels = In::channels;
    const float *gamma = pass.w, *beta = pass.w + padded_to_16(channels);
    auto* saved = reinterpret_cast<Moments*>(pass.saved);
    for (std::size_t row = 0, end = size<In>(pass); row < end; row += channels) {
      const Moments moments = moments_of(pass.x + row, channels);
      if (saved != nullptr) *saved++ = moments;
      map(channels, pass.y + row, Normalize{moments}, pass.x + row, gamma, beta);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    constexpr std::size_t channels = In::channels;
    float *dgamma = pass.dw, *dbeta = pass.dw + padded_to_16(channels);
    const auto* saved = reinterpret_cast<const Moments*>(pass.saved);
    for (std::size_t row = 0, end = size<In>(pass); row < end; row += channels) {
      const Moments moments = *saved++;
      const float *x = pass.x + row, *dy = pass.dy + row;
      map(channels, dgamma, AddGamma{moments}, dgamma, x, dy);
      map(channels, dbeta, Sum{}, dbeta, dy);
      if (pass.dx == nullptr) continue;
      const float mean = accumulate(channels, AddProduct{}, dy, pass.w) / static_cast<float>(channels);
      const float slope =
          accumulate(channels, AddSlope{moments}, x, dy, pass.w) / static_cast<float>(channels);
      map(channels, pass.dx + row, Gradient{moments, mean, slope}, x, dy, pass.w);
    }
  }

 private:
  struct Moments {
    float mean, inverse_deviation;

    /// (x - mean) / deviation
    HWY_INLINE FloatVector normalized(Floats d, FloatVector x) const {
      return hn::Mul(hn::Sub(x, hn::Set(d, mean)), hn::Set(d, inverse_deviation));
    }
  };

  template <class In, class Pass>
  static std::size_t size(const Pass& pass) {
    return static_cast<std::size_t>(pass.samples) * In::size;
  }

  static Moments moments_of(const float* x, std::size_t channels) {
    const float mean = sum(x, channels) / static_cast<float>(channels);
    const float variance = accumulate(channels, AddSquare{mean}, x) / static_cast<float>(channels);
    return {mean, 1 / std::sqrt(variance + Epsilon)};
  }

  struct AddSquare {
    float mean;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector sum, FloatVector x) const {
      const FloatVector deviation = hn::Sub(x, hn::Set(d, mean));
      return hn::MulAdd(deviation, deviation, sum);
    }
  };
  struct Normalize {
    Moments moments;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector x, FloatVector gamma, FloatVector beta) const {
      return hn::MulAdd(moments.normalized(d, x), gamma, beta);
    }
  };
  struct AddGamma {
    Moments moments;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector sum, FloatVector x, FloatVector dy) const {
      return hn::MulAdd(moments.normalized(d, x), dy, sum);
    }
  };
  struct AddSlope {
    Moments moments;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector sum, FloatVector x, FloatVector dy,
                                      FloatVector gamma) const {
      return hn::MulAdd(moments.normalized(d, x), hn::Mul(dy, gamma), sum);
    }
  };
  struct Gradient {
    Moments moments;
    float mean, slope;  // of dy * gamma: its mean, and its mean weighted with the normalised x
    HWY_INLINE FloatVector operator()(Floats d, FloatVector x, FloatVector dy, FloatVector gamma) const {
      const FloatVector along = hn::MulAdd(moments.normalized(d, x), hn::Set(d, slope), hn::Set(d, mean));
      return hn::Mul(hn::MulSub(dy, gamma, along), hn::Set(d, moments.inverse_deviation));
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
