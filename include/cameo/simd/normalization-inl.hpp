// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/vectors-inl.hpp"

// Kernels of BatchNormalization for `count` neighbouring channels of pixels that lie `stride` floats apart. A
// lane owns one channel, so the number of lanes never changes a sum. Pixels are read one after the other, all
// channels of each: memory delivers that twice as fast as some channels of all pixels. Their sums lie in rows
// in memory, which stay in the cache.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// f(first, pixels) for each run of some pixels, as many whatever `count` is: its sums round less than one
/// sum of all, and what is read twice is in the first-level cache still.
template <class Function>
HWY_INLINE void over_runs(std::size_t pixels, std::size_t stride, const Function& f) {
  const std::size_t most = (std::max)(std::size_t{16}, 4096 / stride);
  for (std::size_t first = 0; first < pixels; first += most) f(first, (std::min)(most, pixels - first));
}

/// Mean and variance of each channel. Each run gives its own, and they are joined. (Chan, Golub, LeVeque:
/// COMPSTAT 1982.) The mean of a run, sum * share, is never rounded by itself: gcc would fuse it with what
/// follows, and clang not. `sum` and `square` are scratch.
inline void batch_moments(const float* x, std::size_t stride, std::size_t pixels, std::size_t count,
                          float* mean, float* variance, float* sum, float* square) {
  const Floats d;
  std::fill_n(mean, count, 0.0f);
  std::fill_n(variance, count, 0.0f);
  over_runs(pixels, stride, [&](std::size_t first, std::size_t run) HWY_ATTR {
    std::fill_n(sum, count, 0.0f);
    std::fill_n(square, count, 0.0f);
    const auto before = static_cast<float>(first), size = static_cast<float>(run), after = before + size;
    const auto share = hn::Set(d, 1 / size), moves = hn::Set(d, size / after),
               spreads = hn::Set(d, before / after * size);
    const float* const from = x + first * stride;
    for (std::size_t pixel = 0; pixel < run; ++pixel)
      over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
        vector.store(hn::Add(vector.load(sum + c), vector.load(from + pixel * stride + c)), sum + c);
      });
    for (std::size_t pixel = 0; pixel < run; ++pixel)
      over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
        const auto off = hn::NegMulAdd(vector.load(sum + c), share, vector.load(from + pixel * stride + c));
        vector.store(hn::MulAdd(off, off, vector.load(square + c)), square + c);
      });
    over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
      const auto off = hn::MulSub(vector.load(sum + c), share, vector.load(mean + c));
      vector.store(hn::MulAdd(off, moves, vector.load(mean + c)), mean + c);
      const auto squares = hn::Add(vector.load(variance + c), vector.load(square + c));
      vector.store(hn::MulAdd(hn::Mul(off, off), spreads, squares), variance + c);
    });
  });
  const auto share = hn::Set(d, 1 / static_cast<float>(pixels));
  over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
    vector.store(hn::Mul(vector.load(variance + c), share), variance + c);
  });
}

/// y = x * scale + shift, then ReLU if `Relu`. NaN stays.
template <bool Relu>
HWY_INLINE void normalize(const float* x, std::size_t stride, std::size_t pixels, std::size_t count,
                          const float* scale, const float* shift, float* y) {
  for (std::size_t at = 0; at < pixels * stride; at += stride)
    over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
      auto value = hn::MulAdd(vector.load(x + at + c), vector.load(scale + c), vector.load(shift + c));
      if constexpr (Relu) value = hn::IfThenZeroElse(hn::Le(value, hn::Zero(Floats())), value);
      vector.store(value, y + at + c);
    });
}

/// dy, or 0 where ReLU cut y = x * scale + shift off, which is computed again: reading it would take longer.
template <bool Relu>
HWY_INLINE FloatVector uncut(FloatVector dy, [[maybe_unused]] FloatVector x,
                             [[maybe_unused]] FloatVector scale, [[maybe_unused]] FloatVector shift) {
  if constexpr (Relu) {
    const auto y = hn::MulAdd(x, scale, shift);
    return hn::IfThenElseZero(hn::Gt(y, hn::Zero(Floats())), dy);
  } else {
    return dy;
  }
}

/// Sums over all pixels of dy (x - mean) * inverse, and of dy. `gamma` and `beta` are scratch.
template <bool Relu>
HWY_INLINE void normalization_sums(const float* x, const float* dy, std::size_t stride, std::size_t pixels,
                                   std::size_t count, const float* mean, const float* inverse,
                                   const float* scale, const float* shift, float* dgamma, float* dbeta,
                                   float* gamma, float* beta) {
  std::fill_n(dgamma, count, 0.0f);
  std::fill_n(dbeta, count, 0.0f);
  over_runs(pixels, stride, [&](std::size_t first, std::size_t run) HWY_ATTR {
    std::fill_n(gamma, count, 0.0f);
    std::fill_n(beta, count, 0.0f);
    for (std::size_t at = first * stride; at < (first + run) * stride; at += stride)
      over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
        const auto value = vector.load(x + at + c);
        const auto gradient =
            uncut<Relu>(vector.load(dy + at + c), value, vector.load(scale + c), vector.load(shift + c));
        const auto off = hn::Sub(value, vector.load(mean + c));
        vector.store(hn::MulAdd(gradient, off, vector.load(gamma + c)), gamma + c);
        vector.store(hn::Add(vector.load(beta + c), gradient), beta + c);
      });
    over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
      vector.store(hn::Add(vector.load(dgamma + c), vector.load(gamma + c)), dgamma + c);
      vector.store(hn::Add(vector.load(dbeta + c), vector.load(beta + c)), dbeta + c);
    });
  });
  over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
    vector.store(hn::Mul(vector.load(dgamma + c), vector.load(inverse + c)), dgamma + c);
  });
}

/// dx = scale * dy + of_x * x + constant.
template <bool Relu>
HWY_INLINE void normalization_gradient(const float* x, const float* dy, std::size_t stride,
                                       std::size_t pixels, std::size_t count, const float* scale,
                                       const float* shift, const float* of_x, const float* constant,
                                       float* dx) {
  for (std::size_t at = 0; at < pixels * stride; at += stride)
    over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
      const auto value = vector.load(x + at + c), scales = vector.load(scale + c);
      const auto gradient = uncut<Relu>(vector.load(dy + at + c), value, scales, vector.load(shift + c));
      const auto rest = hn::MulAdd(vector.load(of_x + c), value, vector.load(constant + c));
      vector.store(hn::MulAdd(scales, gradient, rest), dx + at + c);
    });
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
