// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "cameo/simd/conv_weight_sums-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/simd/transpose-inl.hpp"
#include "cameo/stages/conv_window-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Gradient of a convolution's kernel and bias, added up image by image in the block's sums.
template <class Block>
struct ConvWeightGradient {
  using Sums = typename Block::Sums;
  using Scratch = typename Block::Scratch;
  static constexpr ConvGeometry Geometry = Block::geometry, Spread = Block::backward_geometry;

  /// Adds one image's gradient of the bias.
  static void add_bias(const float* dy, const std::uint8_t* positions, float* sums) {
    if constexpr (Block::bias)
      add_live<Geometry.filters, Block::has_positions>(dy, positions, Geometry.cells(), sums + Sums::bias);
  }

  /// Adds one image's gradient of the kernel, x with its border.
  static void add_kernel(const float* x, const float* dy, const std::uint8_t* positions, float* sums,
                         float* scratch, const NextSample& next) {
    if constexpr (by_product)
      add_by_product(x, dy, sums + Sums::kernel, next);
    else if constexpr (by_taps)
      add_by_taps(x, dy, positions, sums + Sums::kernel, next);
    else
      add_by_lists(x, dy, positions, sums + Sums::kernel, scratch, next);
  }

  /// The gradients, laid out as the parameters are.
  static void finish_bias(const float* sums, float* dw) {
    std::fill(dw + Block::kernel_size, dw + Block::parameters, 0.0f);
    if constexpr (Block::bias) std::copy_n(sums + Sums::bias, Geometry.filters, dw + Block::bias_offset);
  }
  static void finish_kernel(const float* sums, float* dw) {
    for (int row = 0; row < Geometry.window; ++row)
      for (int k = 0; k < Geometry.run; ++k)
        for (int f = 0; f < Geometry.filters; ++f)
          dw[(row * Geometry.run + k) * Geometry.filters + f] =
              sums[by_product || by_taps ? (row * Geometry.run + k) * Block::padded_filters + f
                                         : Window::place(f, row, k)];
  }

 private:
  using Window = ConvWindow<Block>;

  /// Vectors of filters instead of vectors along a window's row, where such a row would fill at most two
  /// vectors: no lists, and no lane is wasted. For 3 channels it takes .6 of the time.
  static constexpr bool by_taps = Geometry.run < 16 && Geometry.run < 2 * max_lanes && taps_fit<Geometry>;

  /// Else where every cell lives, as behind a convolution that is normalized, it is a matrix product.
  static constexpr bool by_product = !Block::has_positions && !by_taps;
  static constexpr Tile register_tile = product_tile(divide_up(Geometry.filters, max_lanes), registers);

  static constexpr int filters_at_once =
      std::clamp(accumulators / 2 / (Window::tile.rows * Window::tile.vectors), 1, 4);
  static constexpr int list = static_cast<int>(Scratch::list);

  /// sums[row][k][padded_filters]
  static void add_by_product(const float* x, const float* dy, float* sums, const NextSample& next) {
    for (int top = 0; top < Geometry.height; top += Block::band) {
      const int end = (std::min)(top + Block::band, Geometry.height);
      over_parts<divide_up(Geometry.filters, max_lanes), register_tile.vectors>(
          [&]<int Vectors>(int vector) HWY_ATTR {
            const int f = vector * max_lanes;
            for (int a = 0; a < Geometry.window; ++a)
              over_parts<Geometry.run, register_tile.rows>([&]<int Taps>(int k) HWY_ATTR {
                float* to = sums + (a * Geometry.run + k) * Block::padded_filters + f;
                FloatVector tile[Taps][Vectors];
                load_rows(to, Block::padded_filters, Vectors * max_lanes, tile);
                for (int row = top; row < end; ++row)
                  add_product(Geometry.width, x + Geometry.cell(row, 0) + a * Geometry.image_row + k, 1,
                              Geometry.column, dy + row * Geometry.width * Geometry.filters + f,
                              Geometry.filters, tile);
                store_rows(tile, to, Block::padded_filters, Vectors * max_lanes);
              });
          });
      fetch(next, top, end, Geometry.height);
    }
  }

  /// sums[row][k][padded_filters]
  static void add_by_taps(const float* x, const float* dy, const std::uint8_t* positions, float* sums,
                          const NextSample& next) {
    constexpr int rows = divide_up(Geometry.filters, max_lanes) * Geometry.run * Geometry.height;
    int done = 0;
    over_parts<Geometry.run, even_part(Geometry.run, accumulators / Geometry.window)>(
        [&]<int Taps>(int k) HWY_ATTR {
          for (int f = 0; f < Geometry.filters; f += max_lanes)
            add_taps<Geometry, Block::has_positions, Taps>(x + k, dy + f, positions + f,
                                                           sums + k * Block::padded_filters + f,
                                                           Block::padded_filters, [&]() HWY_ATTR {
                                                             fetch(next, done, done + Taps, rows);
                                                             done += Taps;
                                                           });
        });
  }

  /// Band by band, 16 filters at a time, each with its list of live cells.
  static void add_by_lists(const float* x, const float* dy, const std::uint8_t* positions, float* sums,
                           float* scratch, const NextSample& next) {
    for (int top = 0; top < Geometry.height; top += Block::band) {
      const int rows = (std::min)(Block::band, Geometry.height - top),
                at = top * Geometry.width * Geometry.filters;
      const float* band = band_of(x + Geometry.cell(top, 0), rows, scratch + Scratch::spread_band);
      over_parts<Geometry.filters, 16>([&]<int Filters>(int first) HWY_ATTR {
        const Lists lists = live_of_filters<Filters>(dy + at + first, positions + at + first, rows, scratch);
        over_parts<Filters, filters_at_once>([&]<int AtOnce>(int f) HWY_ATTR {
          const int done = top * Geometry.filters + (first + f) * rows;
          fetch(next, done, done + AtOnce * rows, Geometry.height * Geometry.filters);
          add_filters_gradient<AtOnce>(band, lists, f, sums + Window::place(first + f, 0, 0));
        });
      });
    }
  }

  /// The image from a row of cells on: itself, or spread out.
  static const float* band_of(const float* x, int rows, float* spread) {
    if constexpr (Block::spread) {
      for (int row = 0; row < Block::image_rows(rows); ++row, x += Geometry.image_row)
        for (int k = 0; k < Spread.image_row; k += 16)
          spread_run(x + k / 16 * Geometry.column, spread + row * Spread.image_row + k);
      return spread;
    } else {
      return x;
    }
  }

  struct Lists {
    std::int32_t* offsets;  // (16, Scratch::list)
    float* gradients;       // (16, Scratch::list)
    int counts[16];
  };

  template <int Filters>
  static Lists live_of_filters(const float* dy, const std::uint8_t* positions, int rows, float* scratch) {
    auto* by_cell = reinterpret_cast<std::int32_t*>(scratch + Scratch::places);
    Lists lists{
        reinterpret_cast<std::int32_t*>(scratch + Scratch::offsets), scratch + Scratch::gradients, {}};
    const int cells = rows * Geometry.width, padded_cells = divide_up(cells, 16) * 16;
    place_windows<Spread, Block::has_positions>(positions, rows, by_cell);
    std::fill(by_cell + cells * 16, by_cell + padded_cells * 16, -1);
    transpose(by_cell, 16, static_cast<std::size_t>(padded_cells), Filters, lists.offsets, Scratch::list);
    transpose(dy, Geometry.filters, static_cast<std::size_t>(cells), Filters, lists.gradients, Scratch::list);
    for (int f = 0; f < Filters; ++f)
      lists.counts[f] = keep_live(lists.offsets + f * list, lists.gradients + f * list, padded_cells);
    return lists;
  }

  template <int AtOnce>
  static void add_filters_gradient(const float* x, const Lists& lists, int f, float* sums) {
    std::int32_t* offsets = lists.offsets + f * list;
    float* gradients = lists.gradients + f * list;
    const int count = *std::max_element(lists.counts + f, lists.counts + f + AtOnce);
    for (int i = 0; i < AtOnce; ++i) {  // a shorter list goes on with gradients of zero
      std::fill(offsets + i * list + lists.counts[f + i], offsets + i * list + count, 0);
      std::fill(gradients + i * list + lists.counts[f + i], gradients + i * list + count, 0.0f);
    }
    Window::over_tiles([&]<int Rows, int Vectors>(int row, int k) HWY_ATTR {
      add_windows<Spread.image_row, AtOnce, Rows, Vectors>(x + row * Spread.image_row + k, offsets, gradients,
                                                           list, count, sums + row * Block::padded_run + k,
                                                           Window::place(1, 0, 0), Block::padded_run);
    });
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
