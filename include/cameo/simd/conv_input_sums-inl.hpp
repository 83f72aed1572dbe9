// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/conv-inl.hpp"

// Kernels of the gradient of a convolution's input. A value of it adds up by cell, position, filter, whatever
// the kernel.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The gradient of a patch of the input, a vector of channels wide, that slides along a row of cells in
/// registers.
template <ConvGeometry Geometry, int Channels>
struct SlidingPatch {
  static constexpr int window_columns = Geometry.run / Channels, taps = Geometry.window * window_columns;
  static constexpr int rows = Geometry.window + Geometry.pool - 1,
                       columns = window_columns + Geometry.pool - 1;
  FloatVector sums[rows][columns];

  HWY_INLINE SlidingPatch() {}  // gcc gives the implicit constructor no target, and then cannot inline Vec()

  /// Columns from `first` on from dx.
  HWY_INLINE void load(const float* dx, int first) {
    CAMEO_UNROLL
    for (int r = 0; r < rows; ++r) {
      CAMEO_UNROLL
      for (int c = first; c < columns; ++c)
        sums[r][c] = hn::LoadU(Floats(), dx + r * Geometry.image_row + c * Geometry.column);
    }
  }

  /// Columns first .. last - 1 to dx.
  HWY_INLINE void store(float* dx, int first, int last) const {
    CAMEO_UNROLL
    for (int r = 0; r < rows; ++r) {
      CAMEO_UNROLL
      for (int c = first; c < last; ++c)
        hn::StoreU(sums[r][c], Floats(), dx + r * Geometry.image_row + c * Geometry.column);
    }
  }

  /// To the next cell; its last columns are to be loaded.
  HWY_INLINE void slide() {
    CAMEO_UNROLL
    for (int r = 0; r < rows; ++r) {
      CAMEO_UNROLL
      for (int c = 0; c < columns - Geometry.pool; ++c) sums[r][c] = sums[r][c + Geometry.pool];
    }
  }

  /// Adds, for the filters in `live`, bit by bit, gradient * filter at one position of the cell.
  template <int Position>
  HWY_INLINE void add(const float* HWY_RESTRICT w,  // (filters, taps, lanes)
                      const float* HWY_RESTRICT gradients, std::uint64_t live) {
    constexpr int row = Position / Geometry.pool, column = Position % Geometry.pool;
#pragma GCC unroll 1
    for (; live != 0; live &= live - 1) {
      const auto filter = static_cast<int>(hwy::Num0BitsBelowLS1Bit_Nonzero64(live));
      const auto gradient = hn::Set(Floats(), gradients[filter]);
      const float* weights = w + filter * taps * max_lanes;
      hold(weights);
      CAMEO_UNROLL
      for (int tap = 0; tap < taps; ++tap) {
        FloatVector& sum = sums[row + tap / window_columns][column + tap % window_columns];
        sum = hn::MulAdd(gradient, hn::LoadU(Floats(), weights + tap * max_lanes), sum);
      }
    }
  }
};

/// dx[r][.] += the sum over the filters in `live`, bit by bit, of gradient *
/// (row r of the filter).
template <int ImageRow, int FilterRow, int FilterSize, int Rows, int Vectors>
HWY_INLINE void add_filters(const float* HWY_RESTRICT w, const float* HWY_RESTRICT gradients,
                            std::uint64_t live, float* HWY_RESTRICT dx) {
  const Floats d;
  FloatVector sum[Rows][Vectors];
  CAMEO_UNROLL
  for (int r = 0; r < Rows; ++r) {
    CAMEO_UNROLL
    for (int v = 0; v < Vectors; ++v) sum[r][v] = hn::LoadU(d, dx + r * ImageRow + v * max_lanes);
  }
#pragma GCC unroll 1
  for (; live != 0; live &= live - 1) {
    const auto filter = static_cast<int>(hwy::Num0BitsBelowLS1Bit_Nonzero64(live));
    const auto gradient = hn::Set(d, gradients[filter]);
    const float* weights = w + filter * FilterSize;
    hold(weights);
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v)
        sum[r][v] = hn::MulAdd(gradient, hn::LoadU(d, weights + r * FilterRow + v * max_lanes), sum[r][v]);
    }
  }
  CAMEO_UNROLL
  for (int r = 0; r < Rows; ++r) {
    CAMEO_UNROLL
    for (int v = 0; v < Vectors; ++v) hn::StoreU(sum[r][v], d, dx + r * ImageRow + v * max_lanes);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
