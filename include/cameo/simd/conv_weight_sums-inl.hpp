// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/conv-inl.hpp"

// Kernels of the gradient of a convolution's weights. A weight's gradient adds up cell by cell, dead ones
// left out or as zeros, whatever the kernel.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

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

/// A short row of a window to where it has a cache line of its own (see ConvBlock::spread).
HWY_INLINE void spread_run(const float* HWY_RESTRICT from, float* HWY_RESTRICT to) {
  const Floats d;
  CAMEO_UNROLL
  for (int i = 0; i < 16; i += max_lanes) hn::StoreU(hn::LoadU(d, from + i), d, to + i);
}

/// offsets[cell][.] = place in the image of the windows that won, or -1 where a
/// filter is dead, for 16 filters. For the cells of `rows` rows.
template <ConvGeometry Geometry, bool HasPositions>
HWY_INLINE void place_windows(const std::uint8_t* HWY_RESTRICT positions, int rows,
                              std::int32_t* HWY_RESTRICT offsets) {
  const Integers d;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < Geometry.width; ++column, positions += Geometry.filters, offsets += 16) {
      CAMEO_UNROLL
      for (int f = 0; f < 16; f += max_lanes) {
        auto offset = hn::Set(d, Geometry.cell(row, column));
        if constexpr (HasPositions) {
          const auto position = hn::PromoteTo(d, hn::LoadU(Bytes(), positions + f));
          constexpr int count = Geometry.positions();
          const auto cell = offset;
          offset = hn::Set(d, -1);
          CAMEO_UNROLL
          for (int p = 0; p < count; ++p)
            offset = hn::IfThenElse(hn::Eq(position, hn::Set(d, p)),
                                    hn::Add(cell, hn::Set(d, Geometry.position(p))), offset);
        }
        hn::StoreU(offset, d, offsets + f);
      }
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

/// Whether add_taps has a way to pick, in each lane, the pixels of the position that won: the only one, or
/// one of 2 x 2 by a lookup in two rows of the image.
template <ConvGeometry Geometry>
inline constexpr bool taps_fit = Geometry.pool == 1 || (has_two_table_lookup && Geometry.pool == 2 &&
                                                        Geometry.column + Geometry.run <= 16);

/// sums[row][k][.] += the sum over the cells of dy * (pixel k of row `row` of the window that won), for a
/// vector of filters and `Taps` neighbouring k. Dead filters add zeros. `before_row` is called before each
/// row of cells.
template <ConvGeometry Geometry, bool HasPositions, int Taps, class Function>
HWY_INLINE void add_taps(const float* HWY_RESTRICT x,   // the first k of the first window
                         const float* HWY_RESTRICT dy,  // (cells, filters), from the first filter on
                         const std::uint8_t* HWY_RESTRICT positions, float* HWY_RESTRICT sums,
                         int filters_row,  // (window, run, filters_row)
                         const Function& before_row) {
  const Floats d;
  const Integers di;
  constexpr int stride = Geometry.row / Geometry.image_row,
                rows = Geometry.window + (Geometry.pool - 1) * stride;
  FloatVector sum[Geometry.window][Taps];
  CAMEO_UNROLL
  for (int r = 0; r < Geometry.window; ++r) {
    CAMEO_UNROLL
    for (int k = 0; k < Taps; ++k) sum[r][k] = hn::LoadU(d, sums + (r * Geometry.run + k) * filters_row);
  }
  // for each position of 2 x 2: indices 0 .. 15 choose from its upper row, 16 .. 31 from the one below
  HWY_ALIGN constexpr std::int32_t first_indices[16] = {0, Geometry.column, 16, 16 + Geometry.column};
  [[maybe_unused]] const auto first_index = hn::Load(di, first_indices);
  for (int y = 0; y < Geometry.height; ++y) {
    before_row();
#pragma GCC unroll 1
    for (int column = 0; column < Geometry.width;
         ++column, dy += Geometry.filters, positions += Geometry.filters) {
      const float* pixels = x + Geometry.cell(y, column);
      FloatVector gradient = hn::LoadU(d, dy);
      auto position = hn::Zero(di);
      if constexpr (HasPositions) {
        position = hn::PromoteTo(di, hn::LoadU(Bytes(), positions));
        const auto lives = hn::RebindMask(d, hn::Lt(position, hn::Set(di, dead)));
        gradient = hn::IfThenElseZero(lives, gradient);
      }
      if constexpr (Geometry.pool == 1) {
        CAMEO_UNROLL
        for (int r = 0; r < Geometry.window; ++r) {
          CAMEO_UNROLL
          for (int k = 0; k < Taps; ++k)
            sum[r][k] = hn::MulAdd(gradient, hn::Set(d, pixels[r * Geometry.image_row + k]), sum[r][k]);
        }
      } else {
        auto index = lookup(first_index, hn::And(position, hn::Set(di, 3)));
        FloatVector row[rows];
        CAMEO_UNROLL
        for (int r = 0; r < rows; ++r) row[r] = hn::LoadU(d, pixels + r * Geometry.image_row);
        CAMEO_UNROLL
        for (int k = 0; k < Taps; ++k) {
          CAMEO_UNROLL
          for (int r = 0; r < Geometry.window; ++r)
            sum[r][k] = hn::MulAdd(gradient, lookup_two(row[r], row[r + stride], index), sum[r][k]);
          index = hn::Add(index, hn::Set(di, 1));
        }
      }
    }
  }
  CAMEO_UNROLL
  for (int r = 0; r < Geometry.window; ++r) {
    CAMEO_UNROLL
    for (int k = 0; k < Taps; ++k) hn::StoreU(sum[r][k], d, sums + (r * Geometry.run + k) * filters_row);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
