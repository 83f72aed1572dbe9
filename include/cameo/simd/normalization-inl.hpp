// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/math-inl.hpp"
#include "cameo/simd/vectors-inl.hpp"

// Kernels of BatchNormalization. A lane owns one channel, so the number of lanes never changes a sum. Pixels
// are read one after the other, all channels of each: memory delivers that twice as fast as some channels of
// all pixels. Sums lie in rows in memory, which stay in the cache, and are loaded once for 4 rows of pixels.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The pixels of a sample. Where channels are few, several pixels side by side are one row, so that vectors
/// are full; a value for each channel stands in a row once for each of these pixels.
struct PixelRows {
  std::size_t pixels;
  std::size_t wide;   ///< pixels of a row, a divisor of 16
  std::size_t count;  ///< floats of a row

  /// f<Rows>(first float, floats of a row) for the rows of pixels first .. first + number - 1.
  template <class Function>
  HWY_INLINE void over(std::size_t first, std::size_t number, const Function& f) const {
    std::size_t at = first / wide * count;
    const std::size_t end = at + number / wide * count;
    for (; at + 4 * count <= end; at += 4 * count) f.template operator()<4>(at, count);
    for (; at < end; at += count) f.template operator()<1>(at, count);
    if (number % wide > 0) f.template operator()<1>(at, number % wide * (count / wide));
  }

  /// f(first, number) for each run of some pixels: its sums round less than one sum of all, and what is read
  /// twice is in the first-level cache still.
  template <class Function>
  HWY_INLINE void over_runs(const Function& f) const {
    const std::size_t most = (std::max)(4096 * wide / count / 16, std::size_t{1}) * 16;
    for (std::size_t first = 0; first < pixels; first += most) f(first, (std::min)(most, pixels - first));
  }

  /// f(first) for each vector of a row of values.
  template <class Function>
  HWY_INLINE void over_values(const Function& f) const {
    for (std::size_t c = 0; c < count; c += max_lanes) f(c);
  }

  /// The sum over the pixels of a row, in the place of each.
  void join(float* row) const {
    if (wide == 1) return;
    const std::size_t channels = count / wide;
    for (std::size_t i = channels; i < count; i += channels)
      for (std::size_t c = 0; c < channels; ++c) row[c] += row[i + c];
    for (std::size_t i = channels; i < count; i += channels) std::copy_n(row, channels, row + i);
  }
};

/// f(i) for i, i + step, ... of so many rows.
template <int Rows, class Function>
HWY_INLINE void over_each(std::size_t i, std::size_t step, const Function& f) {
  CAMEO_UNROLL
  for (int row = 0; row < Rows; ++row) f(i + static_cast<std::size_t>(row) * step);
}

/// Of a row of values for channels, which is padded to whole vectors.
HWY_INLINE FloatVector load_at(const float* p) { return hn::LoadU(Floats(), p); }
HWY_INLINE void store_at(FloatVector v, float* p) { hn::StoreU(v, Floats(), p); }

/// Of each channel the mean of some pixels and the sum of their squared distances from it, joined with those
/// of `before` others. (Chan, Golub, LeVeque: COMPSTAT 1982.) off_of(first, v) is their mean minus v.
template <class Off>
HWY_INLINE void join_moments(const PixelRows& rows, std::size_t before, std::size_t pixels, const Off& off_of,
                             const float* more_squares, float* mean, float* squares) {
  const Floats d;
  const auto size = static_cast<float>(pixels), others = static_cast<float>(before), all = others + size;
  const auto moves = hn::Set(d, size / all), spreads = hn::Set(d, others / all * size);
  rows.over_values([&](std::size_t c) CAMEO_INLINE {
    const auto off = off_of(c, load_at(mean + c));
    store_at(hn::MulAdd(off, moves, load_at(mean + c)), mean + c);
    const auto sum = hn::Add(load_at(squares + c), load_at(more_squares + c));
    store_at(hn::MulAdd(hn::Mul(off, off), spreads, sum), squares + c);
  });
}

/// Of each channel of a sample the mean and the sum of squared distances from it. Each run of pixels gives
/// its own. The mean of a run, sum * share, is never rounded by itself: gcc would fuse it with what follows,
/// and clang not. `sum` and `square` are scratch.
inline void moments(const PixelRows& rows, const float* x, float* mean, float* squares, float* sum,
                    float* square) {
  std::fill_n(mean, rows.count, 0.0f);
  std::fill_n(squares, rows.count, 0.0f);
  rows.over_runs([&](std::size_t first, std::size_t run) HWY_ATTR {
    std::fill_n(sum, rows.count, 0.0f);
    std::fill_n(square, rows.count, 0.0f);
    const auto share = hn::Set(Floats(), 1 / static_cast<float>(run));
    rows.over(first, run, [&]<int Rows>(std::size_t at, std::size_t count) CAMEO_INLINE {
      over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
        auto all = load_at(sum + c);
        over_each<Rows>(at + c, count,
                        [&](std::size_t i) CAMEO_INLINE { all = hn::Add(all, vector.load(x + i)); });
        store_at(all, sum + c);
      });
    });
    rows.join(sum);
    rows.over(first, run, [&]<int Rows>(std::size_t at, std::size_t count) CAMEO_INLINE {
      over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
        const auto total = load_at(sum + c);
        auto all = vector.load(square + c);
        over_each<Rows>(at + c, count, [&](std::size_t i) CAMEO_INLINE {
          const auto off = hn::NegMulAdd(total, share, vector.load(x + i));
          all = hn::MulAdd(off, off, all);
        });
        vector.store(all, square + c);
      });
    });
    rows.join(square);
    const auto off = [&](std::size_t c, FloatVector before)
                         CAMEO_INLINE { return hn::MulSub(load_at(sum + c), share, before); };
    join_moments(rows, first, run, off, square, mean, squares);
  });
}

/// Mean and variance of each channel of a batch, of whose samples each has its mean and squares at
/// `of_samples` and so many floats further.
inline void batch_moments(const PixelRows& rows, const float* of_samples, std::size_t stride, int samples,
                          float* mean, float* variance) {
  std::fill_n(mean, rows.count, 0.0f);
  std::fill_n(variance, rows.count, 0.0f);
  std::size_t before = 0;
  for (int sample = 0; sample < samples; ++sample, of_samples += stride, before += rows.pixels) {
    const auto off = [&](std::size_t c, FloatVector mean_before)
                         CAMEO_INLINE { return hn::Sub(load_at(of_samples + c), mean_before); };
    join_moments(rows, before, rows.pixels, off, of_samples + stride / 2, mean, variance);
  }
  const auto share = hn::Set(Floats(), 1 / static_cast<float>(before));
  rows.over_values([&](std::size_t c)
                       CAMEO_INLINE { store_at(hn::Mul(load_at(variance + c), share), variance + c); });
}

/// y = x * scale + shift, then ReLU if `Relu`. NaN stays.
template <bool Relu>
void normalize(const PixelRows& rows, const float* x, const float* scale, const float* shift, float* y) {
  rows.over(0, rows.pixels, [&]<int Rows>(std::size_t at, std::size_t count) CAMEO_INLINE {
    over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
      const auto scales = load_at(scale + c), shifts = load_at(shift + c);
      over_each<Rows>(at + c, count, [&](std::size_t i) CAMEO_INLINE {
        auto value = hn::MulAdd(vector.load(x + i), scales, shifts);
        if constexpr (Relu) value = relu(value);
        vector.store(value, y + i);
      });
    });
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

/// Adds to the sums of dy (x - mean), and of dy, those of a sample. `run_off` and `run_dy` are scratch.
template <bool Relu>
void normalization_sums(const PixelRows& rows, const float* x, const float* dy, const float* mean,
                        const float* scale, const float* shift, float* dy_off, float* all_dy, float* run_off,
                        float* run_dy) {
  rows.over_runs([&](std::size_t first, std::size_t run) HWY_ATTR {
    std::fill_n(run_off, rows.count, 0.0f);
    std::fill_n(run_dy, rows.count, 0.0f);
    rows.over(first, run, [&]<int Rows>(std::size_t at, std::size_t count) CAMEO_INLINE {
      over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
        const auto means = load_at(mean + c), scales = load_at(scale + c), shifts = load_at(shift + c);
        auto off = load_at(run_off + c), all = load_at(run_dy + c);
        over_each<Rows>(at + c, count, [&](std::size_t i) CAMEO_INLINE {
          const auto value = vector.load(x + i);
          const auto gradient = uncut<Relu>(vector.load(dy + i), value, scales, shifts);
          off = hn::MulAdd(gradient, hn::Sub(value, means), off);
          all = hn::Add(all, gradient);
        });
        store_at(off, run_off + c);
        store_at(all, run_dy + c);
      });
    });
    rows.over_values([&](std::size_t c) CAMEO_INLINE {
      store_at(hn::Add(load_at(dy_off + c), load_at(run_off + c)), dy_off + c);
      store_at(hn::Add(load_at(all_dy + c), load_at(run_dy + c)), all_dy + c);
    });
  });
}

/// dx = scale * dy + of_x * x + constant.
template <bool Relu>
void normalization_gradient(const PixelRows& rows, const float* x, const float* dy, const float* scale,
                            const float* shift, const float* of_x, const float* constant, float* dx) {
  rows.over(0, rows.pixels, [&]<int Rows>(std::size_t at, std::size_t count) CAMEO_INLINE {
    over_vectors(count, [&](auto vector, std::size_t c) CAMEO_INLINE {
      const auto scales = load_at(scale + c), shifts = load_at(shift + c), factors = load_at(of_x + c),
                 constants = load_at(constant + c);
      over_each<Rows>(at + c, count, [&](std::size_t i) CAMEO_INLINE {
        const auto value = vector.load(x + i);
        const auto gradient = uncut<Relu>(vector.load(dy + i), value, scales, shifts);
        vector.store(hn::MulAdd(scales, gradient, hn::MulAdd(factors, value, constants)), dx + i);
      });
    });
  });
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
