// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/simd/product-inl.hpp"

// Kernels of BatchNormalization for up to 16 neighbouring channels, one cache line of each pixel. Each lane
// owns one channel, so the lane count never changes a sum. Pixels lie `stride` floats apart.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

inline constexpr int line_vectors = 16 / max_lanes;
using Line = FloatVector[line_vectors];

/// Sums that go on side by side, since each waits for the one before; then they are added in one order.
inline constexpr int chains = 4;

HWY_INLINE void load_line(const float* from, std::size_t count, Line& line) {
  if (count == 16) {
    CAMEO_UNROLL
    for (int v = 0; v < line_vectors; ++v) line[v] = hn::LoadU(Floats(), from + v * max_lanes);
  } else {
    load_row(from, count, line);
  }
}
HWY_INLINE void store_line(const Line& line, float* to, std::size_t count) {
  if (count == 16) {
    CAMEO_UNROLL
    for (int v = 0; v < line_vectors; ++v) hn::StoreU(line[v], Floats(), to + v * max_lanes);
  } else {
    store_row(line, to, count);
  }
}

/// The sum over pixels of add(sum, pixel's index): each chain adds every `chains`-th pixel.
template <class Add>
HWY_INLINE void sum_pixels(std::size_t pixels, const Add& add, Line& total) {
  FloatVector sums[chains][line_vectors];
  clear(sums);
  const std::size_t whole = pixels - pixels % chains;
  for (std::size_t pixel = 0; pixel < whole; pixel += chains) {
    CAMEO_UNROLL
    for (int chain = 0; chain < chains; ++chain) add(sums[chain], pixel + static_cast<std::size_t>(chain));
  }
  for (std::size_t pixel = whole; pixel < pixels; ++pixel) add(sums[0], pixel);
  CAMEO_UNROLL
  for (int v = 0; v < line_vectors; ++v)
    total[v] = hn::Add(hn::Add(sums[0][v], sums[1][v]), hn::Add(sums[2][v], sums[3][v]));
}

/// Mean and variance of each channel over all pixels of all samples. Each image gives its own, read twice
/// while it is in the cache, and they are joined. (Chan, Golub, LeVeque: COMPSTAT 1982.) The mean of an
/// image, sum * share, is never rounded by itself: gcc would fuse it with what follows, and clang not.
inline void batch_moments(const float* x, std::size_t stride, std::size_t pixels, int samples,
                          std::size_t count, float* mean, float* variance) {
  const Floats d;
  Line all_mean, all_square;
  const auto share = hn::Set(d, 1 / static_cast<float>(pixels));
  CAMEO_UNROLL
  for (int v = 0; v < line_vectors; ++v) all_mean[v] = all_square[v] = hn::Zero(d);
  for (int sample = 0; sample < samples; ++sample, x += pixels * stride) {
    Line sum, square;
    sum_pixels(
        pixels,
        [&](Line& sums, std::size_t pixel) CAMEO_INLINE {
          Line value;
          load_line(x + pixel * stride, count, value);
          CAMEO_UNROLL
          for (int v = 0; v < line_vectors; ++v) sums[v] = hn::Add(sums[v], value[v]);
        },
        sum);
    sum_pixels(
        pixels,
        [&](Line& sums, std::size_t pixel) CAMEO_INLINE {
          Line value;
          load_line(x + pixel * stride, count, value);
          CAMEO_UNROLL
          for (int v = 0; v < line_vectors; ++v) {
            const auto off = hn::NegMulAdd(sum[v], share, value[v]);
            sums[v] = hn::MulAdd(off, off, sums[v]);
          }
        },
        square);
    const auto before = static_cast<float>(sample), after = static_cast<float>(sample + 1);
    const auto moves = hn::Set(d, 1 / after),
               spreads = hn::Set(d, before / after * static_cast<float>(pixels));
    CAMEO_UNROLL
    for (int v = 0; v < line_vectors; ++v) {
      const auto off = hn::MulSub(sum[v], share, all_mean[v]);
      all_mean[v] = hn::MulAdd(off, moves, all_mean[v]);
      all_square[v] = hn::MulAdd(hn::Mul(off, off), spreads, hn::Add(all_square[v], square[v]));
    }
  }
  const auto all = hn::Set(d, 1 / (static_cast<float>(samples) * static_cast<float>(pixels)));
  CAMEO_UNROLL
  for (int v = 0; v < line_vectors; ++v) all_square[v] = hn::Mul(all_square[v], all);
  store_row(all_mean, mean, count);
  store_row(all_square, variance, count);
}

/// y = x * scale + shift, then ReLU if `Relu`. NaN stays.
template <bool Relu>
HWY_INLINE void normalize(const float* x, std::size_t stride, std::size_t pixels, std::size_t count,
                          const float* scale, const float* shift, float* y) {
  const Floats d;
  Line scales, shifts;
  load_row(scale, count, scales);
  load_row(shift, count, shifts);
  for (std::size_t pixel = 0; pixel < pixels; ++pixel, x += stride, y += stride) {
    Line value;
    load_line(x, count, value);
    CAMEO_UNROLL
    for (int v = 0; v < line_vectors; ++v) {
      value[v] = hn::MulAdd(value[v], scales[v], shifts[v]);
      if constexpr (Relu) value[v] = hn::IfThenZeroElse(hn::Le(value[v], hn::Zero(d)), value[v]);
    }
    store_line(value, y, count);
  }
}

/// dy, or 0 where ReLU cut x * scale + shift off, which is computed again: reading y would take longer.
template <bool Relu>
HWY_INLINE void load_gradient(const float* dy, std::size_t count, [[maybe_unused]] const Line& x,
                              [[maybe_unused]] const Line& scale, [[maybe_unused]] const Line& shift,
                              Line& gradient) {
  load_line(dy, count, gradient);
  if constexpr (Relu) {
    CAMEO_UNROLL
    for (int v = 0; v < line_vectors; ++v) {
      const auto y = hn::MulAdd(x[v], scale[v], shift[v]);
      gradient[v] = hn::IfThenElseZero(hn::Gt(y, hn::Zero(Floats())), gradient[v]);
    }
  }
}

/// Sums over all pixels of dy (x - mean) * inverse, and of dy; image by image.
template <bool Relu>
HWY_INLINE void normalization_sums(const float* x, const float* dy, std::size_t stride, std::size_t pixels,
                                   int samples, std::size_t count, const float* mean, const float* inverse,
                                   const float* scale, const float* shift, float* dgamma, float* dbeta) {
  const Floats d;
  Line means, scales, shifts, all_gamma, all_beta;
  load_row(mean, count, means);
  load_row(scale, count, scales);
  load_row(shift, count, shifts);
  CAMEO_UNROLL
  for (int v = 0; v < line_vectors; ++v) all_gamma[v] = all_beta[v] = hn::Zero(d);
  for (int sample = 0; sample < samples; ++sample) {
    const std::size_t first = static_cast<std::size_t>(sample) * pixels * stride;
    FloatVector gamma[chains][line_vectors], beta[chains][line_vectors];
    clear(gamma);
    clear(beta);
    const auto add = [&](int chain, std::size_t pixel) CAMEO_INLINE {
      const std::size_t at = first + pixel * stride;
      Line value, gradient;
      load_line(x + at, count, value);
      load_gradient<Relu>(dy + at, count, value, scales, shifts, gradient);
      CAMEO_UNROLL
      for (int v = 0; v < line_vectors; ++v) {
        gamma[chain][v] = hn::MulAdd(gradient[v], hn::Sub(value[v], means[v]), gamma[chain][v]);
        beta[chain][v] = hn::Add(beta[chain][v], gradient[v]);
      }
    };
    const std::size_t whole = pixels - pixels % chains;
    for (std::size_t pixel = 0; pixel < whole; pixel += chains) {
      CAMEO_UNROLL
      for (int chain = 0; chain < chains; ++chain) add(chain, pixel + static_cast<std::size_t>(chain));
    }
    for (std::size_t pixel = whole; pixel < pixels; ++pixel) add(0, pixel);
    CAMEO_UNROLL
    for (int v = 0; v < line_vectors; ++v) {
      all_gamma[v] = hn::Add(all_gamma[v],
                             hn::Add(hn::Add(gamma[0][v], gamma[1][v]), hn::Add(gamma[2][v], gamma[3][v])));
      all_beta[v] =
          hn::Add(all_beta[v], hn::Add(hn::Add(beta[0][v], beta[1][v]), hn::Add(beta[2][v], beta[3][v])));
    }
  }
  Line inverses;
  load_row(inverse, count, inverses);
  CAMEO_UNROLL
  for (int v = 0; v < line_vectors; ++v) all_gamma[v] = hn::Mul(all_gamma[v], inverses[v]);
  store_row(all_gamma, dgamma, count);
  store_row(all_beta, dbeta, count);
}

/// dx = scale * dy + of_x * x + constant.
template <bool Relu>
HWY_INLINE void normalization_gradient(const float* x, const float* dy, std::size_t stride,
                                       std::size_t pixels, std::size_t count, const float* scale,
                                       const float* shift, const float* of_x, const float* constant,
                                       float* dx) {
  Line scales, shifts, by_x, constants;
  load_row(scale, count, scales);
  load_row(shift, count, shifts);
  load_row(of_x, count, by_x);
  load_row(constant, count, constants);
  for (std::size_t at = 0; at < pixels * stride; at += stride) {
    Line value, gradient;
    load_line(x + at, count, value);
    load_gradient<Relu>(dy + at, count, value, scales, shifts, gradient);
    CAMEO_UNROLL
    for (int v = 0; v < line_vectors; ++v)
      gradient[v] = hn::MulAdd(scales[v], gradient[v], hn::MulAdd(by_x[v], value[v], constants[v]));
    store_line(gradient, dx + at, count);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
