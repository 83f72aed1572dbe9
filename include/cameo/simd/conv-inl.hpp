// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>

#include "cameo/core/conv_geometry.hpp"
#include "cameo/simd/compat-inl.hpp"

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

/// The convolution at the positions of `Cells` neighbouring cells, for `Vectors` vectors of filters.
template <ConvGeometry G, int Cells, int Vectors>
HWY_INLINE void conv_sums(const float* HWY_RESTRICT x,     // first position of the first cell
                          const float* HWY_RESTRICT w,     // (window, run, filters), from the first filter on
                          const float* HWY_RESTRICT bias,  // from the first filter on
                          FloatVector (&sums)[Cells * G.positions()][Vectors]) {
  constexpr int positions = G.positions(), windows = Cells * positions;
  const Floats d;
  CAMEO_UNROLL
  for (int i = 0; i < windows; ++i) {
    CAMEO_UNROLL
    for (int v = 0; v < Vectors; ++v) sums[i][v] = hn::LoadU(d, bias + v * max_lanes);
  }
  for (int row = 0; row < G.window; ++row, x += G.image_row) {
#pragma GCC unroll 1
    for (int k = 0; k < G.run; ++k, w += G.filters) {
      FloatVector weights[Vectors];
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        weights[v] = hn::LoadU(d, w + v * max_lanes);
        hold(weights[v]);
      }
      CAMEO_UNROLL
      for (int i = 0; i < windows; ++i) {
        const auto pixel = hn::Set(d, x[G.cell(0, i / positions) + G.position(i % positions) + k]);
        CAMEO_UNROLL
        for (int v = 0; v < Vectors; ++v) sums[i][v] = hn::MulAdd(pixel, weights[v], sums[i][v]);
      }
    }
  }
}

/// The position of a cell that ReLU cut off.
inline constexpr std::uint8_t dead = 255;

/// The winner of one pooling window, after ReLU if `Relu`, for one vector of filters of which `Count` exist.
template <ConvGeometry G, bool Relu, bool Training, int Count, int Vectors>
HWY_INLINE void pool_cell(const FloatVector (*sums)[Vectors], int v, float* y, std::uint8_t* positions) {
  constexpr int count = G.positions();
  const Floats d;
  const Integers di;
  FloatVector best = sums[0][v];
  auto position = hn::Zero(di);
  CAMEO_UNROLL
  for (int p = 1; p < count; ++p) {
    const auto wins = hn::Gt(sums[p][v], best);
    best = hn::IfThenElse(wins, sums[p][v], best);
    if constexpr (Training) position = hn::IfThenElse(hn::RebindMask(di, wins), hn::Set(di, p), position);
  }
  if constexpr (Relu) {
    const auto cut = hn::Le(best, hn::Zero(d));
    best = hn::IfThenZeroElse(cut, best);
    if constexpr (Training) position = hn::IfThenElse(hn::RebindMask(di, cut), hn::Set(di, dead), position);
  }
  store_first<Count>(best, y);
  if constexpr (Training && (Relu || G.pool > 1)) store_first_bytes<Count>(position, positions);
}

/// `Cells` neighbouring cells of y and their positions, for `Vectors` vectors
/// of filters; the last one has `Last` filters.
template <ConvGeometry G, bool Relu, bool Training, int Cells, int Vectors, int Last>
HWY_INLINE void conv_pool_tile(const float* x, const float* w, const float* bias, float* y,
                               std::uint8_t* positions) {
  FloatVector sums[Cells * G.positions()][Vectors];
  conv_sums<G, Cells, Vectors>(x, w, bias, sums);
  CAMEO_UNROLL
  for (int cell = 0; cell < Cells; ++cell) {
    const auto* of_cell = sums + cell * G.positions();
    const int at = cell * G.filters;
    CAMEO_UNROLL
    for (int v = 0; v < Vectors - 1; ++v)
      pool_cell<G, Relu, Training, max_lanes>(of_cell, v, y + at + v * max_lanes,
                                              positions + at + v * max_lanes);
    constexpr int last = (Vectors - 1) * max_lanes;
    pool_cell<G, Relu, Training, Last>(of_cell, Vectors - 1, y + at + last, positions + at + last);
  }
}

/// sums[f] += the sum of dy (cells, filters) over the cells where filter f
/// lives. Reads up to 15 values past the end of dy and positions, and writes
/// sums to a multiple of 16.
template <int Filters, bool HasPositions>
HWY_INLINE void add_live(const float* HWY_RESTRICT dy, const std::uint8_t* HWY_RESTRICT positions, int cells,
                         float* HWY_RESTRICT sums) {
  const Floats d;
  const Integers di;
  for (int f = 0; f < Filters; f += max_lanes) {
    FloatVector sum = hn::LoadU(d, sums + f);
    for (int at = f; at < cells * Filters; at += Filters) {
      const FloatVector gradient = hn::LoadU(d, dy + at);
      if constexpr (HasPositions) {
        const auto position = hn::PromoteTo(di, hn::LoadU(Bytes(), positions + at));
        const auto lives = hn::RebindMask(d, hn::Lt(position, hn::Set(di, dead)));
        sum = hn::Add(sum, hn::IfThenElseZero(lives, gradient));
      } else {
        sum = hn::Add(sum, gradient);
      }
    }
    hn::StoreU(sum, d, sums + f);
  }
}

/// Copies 16 floats.
HWY_INLINE void spread_run(const float* HWY_RESTRICT from, float* HWY_RESTRICT to) {
  const Floats d;
  CAMEO_UNROLL
  for (int i = 0; i < 16; i += max_lanes) hn::StoreU(hn::LoadU(d, from + i), d, to + i);
}

/// offsets[cell][.] = place in the image of the windows that won, or -1 where a
/// filter is dead, for 16 filters. For the cells of `rows` rows.
template <ConvGeometry G, bool HasPositions>
HWY_INLINE void place_windows(const std::uint8_t* HWY_RESTRICT positions, int rows,
                              std::int32_t* HWY_RESTRICT offsets) {
  const Integers d;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < G.width; ++column, positions += G.filters, offsets += 16) CAMEO_UNROLL
  for (int f = 0; f < 16; f += max_lanes) {
    auto offset = hn::Set(d, G.cell(row, column));
    if constexpr (HasPositions) {
      const auto position = hn::PromoteTo(d, hn::LoadU(Bytes(), positions + f));
      constexpr int count = G.positions();
      const auto cell = offset;
      offset = hn::Set(d, -1);
      CAMEO_UNROLL
      for (int p = 0; p < count; ++p)
        offset =
            hn::IfThenElse(hn::Eq(position, hn::Set(d, p)), hn::Add(cell, hn::Set(d, G.position(p))), offset);
    }
    hn::StoreU(offset, d, offsets + f);
  }
}

/// Keeps, in order, the windows that are not -1, and their gradients; returns
/// how many. `count` is a multiple of 16.
HWY_INLINE int keep_live(std::int32_t* HWY_RESTRICT offsets, float* HWY_RESTRICT gradients, int count) {
  int kept = 0;
  if constexpr (fast_compress) {
    const Floats d;
    const Integers di;
    for (int i = 0; i < count; i += max_lanes) {
      const auto offset = hn::LoadU(di, offsets + i);
      const auto live = hn::Gt(offset, hn::Set(di, -1));
      const auto gradient = hn::LoadU(d, gradients + i);
      hn::StoreU(hn::Compress(offset, live), di, offsets + kept);
      hn::StoreU(hn::Compress(gradient, hn::RebindMask(d, live)), d, gradients + kept);
      kept += static_cast<int>(hn::CountTrue(di, live));
    }
  } else {
    for (int i = 0; i < count; ++i) {
      const std::int32_t offset = offsets[i];
      offsets[kept] = offset;
      gradients[kept] = gradients[i];
      kept += offset >= 0;
    }
  }
  return kept;
}

/// For each of `Filters` filters, sums[r][.] += the sum over its list of
/// gradient * (row r of the window in x). Several filters at once hide the
/// latency of additions where a window is a few vectors.
template <int ImageRow, int Filters, int Rows, int Vectors>
HWY_INLINE void add_windows(const float* HWY_RESTRICT x,
                            const std::int32_t* HWY_RESTRICT
                                offsets,                          // (Filters, list): places of windows in x
                            const float* HWY_RESTRICT gradients,  // (Filters, list)
                            int list, int count,                  // the first `count` of each list are used
                            float* HWY_RESTRICT sums, int sums_filter, int sums_row) {
  const Floats d;
  FloatVector sum[Filters][Rows][Vectors];
  CAMEO_UNROLL
  for (int f = 0; f < Filters; ++f) {
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v)
        sum[f][r][v] = hn::LoadU(d, sums + f * sums_filter + r * sums_row + v * max_lanes);
    }
  }
#pragma GCC unroll 1
  for (int i = 0; i < count; ++i) {
    CAMEO_UNROLL
    for (int f = 0; f < Filters; ++f) {
      const auto gradient = hn::Set(d, gradients[f * list + i]);
      const float* window = x + offsets[f * list + i];
      hold(window);
      CAMEO_UNROLL
      for (int r = 0; r < Rows; ++r) {
        CAMEO_UNROLL
        for (int v = 0; v < Vectors; ++v)
          sum[f][r][v] =
              hn::MulAdd(gradient, hn::LoadU(d, window + r * ImageRow + v * max_lanes), sum[f][r][v]);
      }
    }
  }
  CAMEO_UNROLL
  for (int f = 0; f < Filters; ++f) {
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v)
        hn::StoreU(sum[f][r][v], d, sums + f * sums_filter + r * sums_row + v * max_lanes);
    }
  }
}

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
