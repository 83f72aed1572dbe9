// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/plan/conv_block.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The window of a filter in backward's order, [filter][row][padded_run], and the register tiles that cover
/// it.
template <class Block>
struct ConvWindow {
  static constexpr ConvGeometry Geometry = Block::geometry;
  static constexpr int run_vectors = divide_up(Geometry.run, max_lanes);
  static constexpr Tile tile = tall_tile(Geometry.window, run_vectors, accumulators);

  static constexpr int place(int filter, int row, int k) {
    return (filter * Geometry.window + row) * Block::padded_run + k;
  }

  /// Calls f<Rows, Vectors>(row, k) for every register tile of a window: its
  /// rows from `row` on, their floats from k on.
  template <class Function>
  static HWY_INLINE void over_tiles(const Function& f) {
    over_parts<Geometry.window, tile.rows>([&]<int Rows>(int row) HWY_ATTR {
      over_parts<run_vectors, tile.vectors>(
          [&]<int Vectors>(int v) HWY_ATTR { f.template operator()<Rows, Vectors>(row, v * max_lanes); });
    });
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
