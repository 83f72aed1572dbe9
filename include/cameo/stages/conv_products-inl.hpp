// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/plan/conv_block.hpp"
#include "cameo/simd/math-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Forward pass of a convolution without pooling from a kernel packed in panels of `Panel` filters: for each
/// pixel of the window, in order, the product
///   y (rows, filters) += x (rows, channels) w (channels, filters)
/// whose rows are the same cell of several samples if `OfBatch`, else neighbouring cells of one. A part of a
/// panel stays in the first-level cache while all cells of all samples pass, and nothing is multiplied with
/// the zeros of a border. Sums are added up in the order of any other way.
template <class Block, int Panel, bool OfBatch>
struct ConvProducts {
  using In = typename Block::Input;
  using Output = typename Block::Output;
  using Weight = typename Block::Weight;
  static constexpr int filters = Block::geometry.filters;

  /// Part `part_of_filters` of `parts` of the filters.
  static void forward(int samples, const float* x, const Weight* packed,
                      const float* scale,  // of Block::scaled alone
                      const float* bias, float* y, int part_of_filters, int parts) {
    for (int first = 0; first < samples; first += group)
      forward_group((std::min)(group, samples - first), x + first * image_size, packed, scale, bias,
                    y + first * output_size, part_of_filters, parts);
  }

 private:
  /// Samples whose images and outputs take a quarter of a second-level cache, where they stay for all panels,
  /// or more until each panel meets 32 cells.
  static constexpr int tile_rows = product_rows(registers);
  static constexpr int group = (std::max)({1, 32768 / static_cast<int>(In::size + Output::size) / tile_rows,
                                           32 / (Output::height * Output::width) / tile_rows}) *
                               tile_rows;

  static void forward_group(int samples, const float* x, const Weight* packed, const float* scale,
                            const float* bias, float* y, int part_of_filters, int parts) {
    over_share<filters, Panel>(part_of_filters, parts, [&]<int Filters>(int f) HWY_ATTR {
      constexpr int width = divide_up(Filters, max_lanes) * max_lanes;
      begin<Filters>(samples, bias + f, y + f);
      const Weight* weights = packed + f * Block::rows.window * columns * run;
      for (int row = 0; row < Block::rows.window; ++row)
        for (int column = 0; column < columns; ++column)
          for (int c = 0, depth; c < run; c += depth, weights += depth * width) {
            depth = (std::min)(part, run - c);
            add_pixel<Filters>(samples, row, column, x + c, weights, depth, y + f);
          }
      if constexpr (Block::scaled || Block::relu)
        finish<Filters>(samples, scale + (Block::scaled ? f : 0), bias + f, y + f);
    });
  }

  /// Where no column of a border is seen, a row of a window is one pixel of many channels.
  static constexpr int run = Block::product_run, columns = Block::geometry.run / run;
  /// Channels whose weights are 24 KB at most.
  static constexpr int part = (std::min)(256, 6144 / Panel);

  /// Adds what every window sees of its pixel (row, column).
  template <int Filters>
  static void add_pixel(int samples, int row, int column, const float* x, const Weight* weights, int depth,
                        float* y) {
    constexpr int width = divide_up(Filters, max_lanes) * max_lanes;
    const auto rows = Block::rows.windows_with(row);
    const auto inside = neighbours(column);
    const int cells = inside.end - inside.first,
              tiles = (rows.end - rows.first) * (OfBatch ? cells * divide_up(samples, tile_rows)
                                                         : samples * divide_up(cells, tile_cells));
    int tile = 0;
    const auto beside = [&]() CAMEO_INLINE {
      return fetch_next(weights + depth * width, depth, width, tile++, tiles);
    };
    for (int i = rows.first; i < rows.end; ++i) {
      const auto cell_in = [&](int j) {
        return x + ((i * Block::stride.rows - Block::rows.padding_before() + row) * In::width +
                    j * Block::stride.columns - Block::columns.padding_before() + column) *
                       In::channels;
      };
      const auto cell_out = [&](int j) { return y + (i * Output::width + j) * filters; };
      if constexpr (OfBatch) {
        for (int j = inside.first; j < inside.end; ++j)
          over_rows<tile_rows>(samples, [&]<int Rows>(int sample) HWY_ATTR {
            add<Filters, Rows>(cell_in(j) + sample * image_size, In::size, weights, depth,
                               cell_out(j) + sample * output_size, Output::size, beside());
          });
      } else {
        for (int sample = 0; sample < samples; ++sample)
          over_neighbours(inside.first, inside.end, [&]<int Rows>(int j) HWY_ATTR {
            add<Filters, Rows>(cell_in(j) + sample * image_size, Block::geometry.column, weights, depth,
                               cell_out(j) + sample * output_size, filters, beside());
          });
      }
    }
  }

  /// Cells along the columns that see pixel `column` of their windows.
  static constexpr WindowAxis::Inside neighbours(int column) {
    return columns == 1 ? WindowAxis::Inside{0, Output::width} : Block::columns.windows_with(column);
  }

  static constexpr int tile_cells = even_part(Output::width, tile_rows);

  /// Whether tiles of neighbours leave so many.
  static constexpr bool leaves(int cells) {
    for (int column = 0; column < columns; ++column)
      if ((neighbours(column).end - neighbours(column).first) % tile_cells == cells) return true;
    return false;
  }

  /// Calls f<Cells>(first) for tiles of cells, and then for those left at once: two smaller tiles would wait
  /// for their own sums.
  template <class Function>
  static HWY_INLINE void over_neighbours(int first, int end, const Function& f) {
    for (; first + tile_cells <= end; first += tile_cells) f.template operator()<tile_cells>(first);
    over_rest<tile_cells - 1>(first, end, f);
  }

  template <int Cells, class Function>
  static HWY_INLINE void over_rest(int first, int end, const Function& f) {
    if constexpr (Cells > 0) {
      if constexpr (leaves(Cells))
        if (end - first == Cells) return f.template operator()<Cells>(first);
      over_rest<Cells - 1>(first, end, f);
    }
  }

  template <int Filters, int Rows, class Beside>
  static HWY_INLINE void add(const float* x, std::size_t x_row, const Weight* weights, int depth, float* y,
                             std::size_t y_row, const Beside& beside) {
    constexpr int vectors = divide_up(Filters, max_lanes);
    FloatVector sums[Rows][vectors];
    load_rows(y, y_row, std::size_t{Filters}, sums);
    add_product(static_cast<std::size_t>(depth), x, x_row, 1, weights, std::size_t{vectors * max_lanes}, sums,
                beside);
    store_rows(sums, y, y_row, std::size_t{Filters});
  }

  /// Every sum begins with its bias, or with zero where it is scaled before that is added.
  template <int Filters>
  static void begin(int samples, const float* bias, float* y) {
    for (int cell = 0; cell < samples * Output::height * Output::width; ++cell, y += filters)
      for (int f = 0; f < Filters; ++f) y[f] = Block::scaled ? 0.0f : bias[f];
  }

  /// Scale and shift, and ReLU, of every sum.
  template <int Filters>
  static void finish(int samples, const float* scale, const float* bias, float* y) {
    const Floats d;
    for (int cell = 0; cell < samples * Output::height * Output::width; ++cell, y += filters) {
      constexpr int vectors = divide_up(Filters, max_lanes);
      FloatVector sums[vectors];
      load_row(y, std::size_t{Filters}, sums);
      CAMEO_UNROLL
      for (int v = 0; v < vectors; ++v) {
        if constexpr (Block::scaled)
          sums[v] =
              hn::MulAdd(sums[v], hn::LoadU(d, scale + v * max_lanes), hn::LoadU(d, bias + v * max_lanes));
        if constexpr (Block::relu) sums[v] = relu(sums[v]);
      }
      store_row(sums, y, std::size_t{Filters});
    }
  }

  static constexpr auto image_size = static_cast<std::ptrdiff_t>(In::size);
  static constexpr auto output_size = static_cast<std::ptrdiff_t>(Output::size);
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
