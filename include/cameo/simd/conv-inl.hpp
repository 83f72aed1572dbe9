// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>

#include "cameo/core/conv_geometry.hpp"
#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/load_as_floats-inl.hpp"
#include "cameo/simd/math-inl.hpp"

// Kernels of a convolution with pooling. Each lane owns one output and adds in
// one order, so the lane count and the tile never change a sum.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

using Bytes = hn::Rebind<std::uint8_t, Floats>;
using Integers = hn::RebindToSigned<Floats>;

/// The first `Count` floats of v to y: all, or less.
template <int Count>
HWY_INLINE void store_first(FloatVector v, float* y) {
  const Floats d;
  if constexpr (Count == max_lanes)
    hn::StoreU(v, d, y);
  else
    store_some(v, d, y, Count);
}

/// The first `Count` positions as bytes.
template <int Count>
HWY_INLINE void store_first_bytes(hn::Vec<Integers> v, std::uint8_t* to) {
  const auto bytes = hn::DemoteTo(Bytes(), v);
  if constexpr (Count == max_lanes) {
    hn::StoreU(bytes, Bytes(), to);
  } else {
    HWY_ALIGN std::uint8_t lanes[max_lanes];
    hn::Store(bytes, Bytes(), lanes);
    std::memcpy(to, lanes, Count);
  }
}

/// The convolution at the positions of `Cells` neighbouring cells, for `Vectors` vectors of filters; then, if
/// `Scaled`, times the filters' `scale`, before `bias` is added.
template <ConvGeometry Geometry, int WeightRow, bool Scaled, int Cells, int Vectors, class Weight>
HWY_INLINE void conv_sums(const float* HWY_RESTRICT x,   // first position of the first cell
                          const Weight* HWY_RESTRICT w,  // (window, run, WeightRow), from the first filter on
                          [[maybe_unused]] const float* HWY_RESTRICT scale,  // from the first filter on
                          const float* HWY_RESTRICT bias,                    // likewise
                          int first_row, int end_row,  // of the window: outside is nothing but zeros
                          FloatVector (&sums)[Cells * Geometry.positions()][Vectors]) {
  constexpr int positions = Geometry.positions(), windows = Cells * positions;
  const Floats d;
  CAMEO_UNROLL
  for (int i = 0; i < windows; ++i) {
    CAMEO_UNROLL
    for (int v = 0; v < Vectors; ++v) sums[i][v] = Scaled ? hn::Zero(d) : hn::LoadU(d, bias + v * max_lanes);
  }
  x += first_row * Geometry.image_row;
  w += first_row * Geometry.run * WeightRow;
  for (int row = first_row; row < end_row; ++row, x += Geometry.image_row) {
#pragma GCC unroll 1
    for (int k = 0; k < Geometry.run; ++k, w += WeightRow) {
      const float* pixels = x + k;
      hold(pixels);
      FloatVector weights[Vectors];
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        FloatVector vector = load_as_floats(d, w + v * max_lanes);
        hold(vector);
        weights[v] = vector;
      }
      CAMEO_UNROLL
      for (int i = 0; i < windows; ++i) {
        const auto pixel =
            hn::Set(d, pixels[Geometry.cell(0, i / positions) + Geometry.position(i % positions)]);
        CAMEO_UNROLL
        for (int v = 0; v < Vectors; ++v) sums[i][v] = hn::MulAdd(pixel, weights[v], sums[i][v]);
      }
    }
  }
  if constexpr (Scaled) {
    CAMEO_UNROLL
    for (int i = 0; i < windows; ++i) {
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v)
        sums[i][v] =
            hn::MulAdd(sums[i][v], hn::LoadU(d, scale + v * max_lanes), hn::LoadU(d, bias + v * max_lanes));
    }
  }
}

/// The position of a cell that ReLU cut off.
inline constexpr std::uint8_t dead = 255;

/// The gradient of what stood at `position` of each value's pooling window: dy where that won, else 0.
template <bool HasPositions>
HWY_INLINE FloatVector gradient_at(const float* dy, const std::uint8_t* positions, int position) {
  const Floats d;
  if constexpr (!HasPositions) return hn::LoadU(d, dy);
  const auto won =
      hn::Eq(hn::PromoteTo(Integers(), hn::LoadU(Bytes(), positions)), hn::Set(Integers(), position));
  return hn::IfThenElseZero(hn::RebindMask(d, won), hn::LoadU(d, dy));
}

/// The winner of one pooling window, after ReLU if `Relu`, for one vector of filters of which `Count` exist.
template <ConvGeometry Geometry, bool Relu, bool Training, int Count, int Vectors>
HWY_INLINE void pool_cell(const FloatVector (*sums)[Vectors], int v, float* y, std::uint8_t* positions) {
  constexpr int count = Geometry.positions();
  const Floats d;
  const Integers di;
  FloatVector best = sums[0][v];
  auto position = hn::Zero(di);
  CAMEO_UNROLL
  for (int p = 1; p < count; ++p) {
    const auto wins = is_larger(sums[p][v], best);
    best = hn::IfThenElse(wins, sums[p][v], best);
    if constexpr (Training) position = hn::IfThenElse(hn::RebindMask(di, wins), hn::Set(di, p), position);
  }
  if constexpr (Relu) {
    const auto cut = hn::Le(best, hn::Zero(d));
    best = hn::IfThenZeroElse(cut, best);
    if constexpr (Training) position = hn::IfThenElse(hn::RebindMask(di, cut), hn::Set(di, dead), position);
  }
  store_first<Count>(best, y);
  if constexpr (Training && (Relu || Geometry.pool > 1)) store_first_bytes<Count>(position, positions);
}

/// `Cells` neighbouring cells of y and their positions, for `Vectors` vectors
/// of filters; the last one has `Last` filters.
template <ConvGeometry Geometry, int WeightRow, bool Scaled, bool Relu, bool Training, int Cells, int Vectors,
          int Last, class Weight>
HWY_INLINE void conv_pool_tile(const float* x, const Weight* w, const float* scale, const float* bias,
                               int first_row, int end_row, float* y, std::uint8_t* positions) {
  FloatVector sums[Cells * Geometry.positions()][Vectors];
  conv_sums<Geometry, WeightRow, Scaled, Cells, Vectors>(x, w, scale, bias, first_row, end_row, sums);
  CAMEO_UNROLL
  for (int cell = 0; cell < Cells; ++cell) {
    const auto* of_cell = sums + cell * Geometry.positions();
    const int at = cell * Geometry.filters;
    CAMEO_UNROLL
    for (int v = 0; v < Vectors - 1; ++v)
      pool_cell<Geometry, Relu, Training, max_lanes>(of_cell, v, y + at + v * max_lanes,
                                                     positions + at + v * max_lanes);
    constexpr int last = (Vectors - 1) * max_lanes;
    pool_cell<Geometry, Relu, Training, Last>(of_cell, Vectors - 1, y + at + last, positions + at + last);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
