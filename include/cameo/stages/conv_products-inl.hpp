// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>

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
/// the zeros of a border. Sums are added up in the order of any other way, and begun and finished in passes
/// of their own where windows see some of a border.
template <class Block, int Panel, bool OfBatch>
struct ConvProducts {
  using In = typename Block::Input;
  using Output = typename Block::Output;
  using Weight = typename Block::Weight;
  static constexpr int filters = Block::geometry.filters;

  /// Some rows of the cells, of several samples all, for part `part_of_filters` of `parts` of the filters.
  static void forward(int samples, const float* x, const Weight* packed,
                      const float* scale,  // of Block::scaled alone
                      const float* bias, float* y, Range rows, int part_of_filters, int parts) {
    for (int first = 0; first < samples; first += group)
      forward_group((std::min)(group, samples - first), x + first * image_size, packed, scale, bias,
                    y + first * output_size, rows, part_of_filters, parts);
  }

 private:
  /// Samples whose images and outputs take a quarter of a second-level cache, where they stay for all panels,
  /// or more until each panel meets 32 cells.
  static constexpr int tile_rows = product_rows(registers);
  static constexpr int group = (std::max)({1, 32768 / static_cast<int>(In::size + Output::size) / tile_rows,
                                           32 / (Output::height * Output::width) / tile_rows}) *
                               tile_rows;

  static void forward_group(int samples, const float* x, const Weight* packed, const float* scale,
                            const float* bias, float* y, Range rows, int part_of_filters, int parts) {
    over_share<filters, Panel>(part_of_filters, parts, [&]<int Filters>(int f) HWY_ATTR {
      constexpr int width = divide_up(Filters, max_lanes) * max_lanes;
      const int cells = ((samples - 1) * Output::height + rows.size()) * Output::width;
      float* const begin = y + rows.first * Output::width * filters + f;
      const Ends<Filters> ends{scale + (Block::scaled ? f : 0), bias + f};
      if constexpr (bordered) ends.begin(cells, begin);
      const Weight* weights = packed + f * window * run;
      for (int pixel = 0; pixel < window; ++pixel)
        for (int c = 0, depth; c < run; c += depth, weights += depth * width) {
          depth = (std::min)(part, run - c);
          const Pixels of{pixel / columns, pixel % columns, depth, pixel == 0 && c == 0,
                          pixel + 1 == window && c + depth == run};
          add_pixels(samples, rows, of, x + c, weights, y + f, ends);
        }
      if constexpr (bordered && finishes) ends.finish(cells, begin, filters);
    });
  }

  /// Some channels of a pixel of the window: of all windows the first ones, or the last.
  struct Pixels {
    int row, column, depth;
    bool first, last;
  };

  /// What the sums of a panel begin with, and how they end.
  template <int Filters>
  struct Ends {
    const float *scale, *bias;

    /// The bias, or zeros where it is added after scaling.
    const float* begin() const { return Block::scaled ? zeros.data() : bias; }
    void begin(int cells, float* y) const {
      for (; cells > 0; --cells, y += filters) std::copy_n(begin(), Filters, y);
    }

    /// Scale and shift, and ReLU, of rows of sums. Beside a product, gcc 12 would let its sums have registers
    /// no longer.
    HWY_NOINLINE void finish(int rows, float* y, std::size_t y_row) const {
      const Floats d;
      for (; rows > 0; --rows, y += y_row) {
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
  };

  static constexpr bool finishes = Block::scaled || Block::relu;
  static constexpr std::array<float, Block::scaled ? Block::padded_filters : 1> zeros{};

  /// Whether some windows see the border: which pixels are their first and last ones differs.
  static constexpr bool bordered = Block::rows.padding_total() > 0 || Block::columns.padding_total() > 0;

  /// Where no column of a border is seen, a row of a window is one pixel of many channels.
  static constexpr int run = Block::product_run, columns = Block::geometry.run / run,
                       window = Block::rows.window * columns;
  /// Channels whose weights are 24 KB at most.
  static constexpr int part = (std::min)(256, 6144 / Panel);

  /// Adds what every window sees of these pixels.
  template <int Filters>
  static void add_pixels(int samples, Range of_rows, const Pixels& of, const float* x, const Weight* weights,
                         float* y, const Ends<Filters>& ends) {
    constexpr int width = divide_up(Filters, max_lanes) * max_lanes;
    const auto seeing = Block::rows.windows_with(of.row);
    const Range rows{(std::max)(seeing.first, of_rows.first), (std::min)(seeing.end, of_rows.end)};
    const auto inside = neighbours(of.column);
    const int cells = inside.end - inside.first,
              tiles = rows.size() * (OfBatch ? cells * divide_up(samples, tile_rows)
                                             : samples * divide_up(cells, tile_cells));
    int tile = 0;
    const auto beside = [&]() CAMEO_INLINE {
      return fetch_next(weights + of.depth * width, of.depth, width, tile++, tiles);
    };
    for (int i = rows.first; i < rows.end; ++i) {
      const auto cell_in = [&](int j) {
        return x + ((i * Block::stride.rows - Block::rows.padding_before() + of.row) * In::width +
                    j * Block::stride.columns - Block::columns.padding_before() + of.column) *
                       In::channels;
      };
      const auto cell_out = [&](int j) { return y + (i * Output::width + j) * filters; };
      if constexpr (OfBatch) {
        for (int j = inside.first; j < inside.end; ++j)
          over_rows<tile_rows>(samples, [&]<int Rows>(int sample) HWY_ATTR {
            add<Rows>(cell_in(j) + sample * image_size, In::size, weights, of,
                      cell_out(j) + sample * output_size, Output::size, ends, beside());
          });
      } else {
        for (int sample = 0; sample < samples; ++sample)
          over_neighbours(inside.first, inside.end, [&]<int Rows>(int j) HWY_ATTR {
            add<Rows>(cell_in(j) + sample * image_size, Block::geometry.column, weights, of,
                      cell_out(j) + sample * output_size, filters, ends, beside());
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

  template <int Rows, int Filters, class Beside>
  static HWY_INLINE void add(const float* x, std::size_t x_row, const Weight* weights, const Pixels& of,
                             float* y, std::size_t y_row, const Ends<Filters>& ends, const Beside& beside) {
    constexpr int vectors = divide_up(Filters, max_lanes);
    const bool begins = !bordered && of.first;
    FloatVector sums[Rows][vectors];
    load_rows(begins ? ends.begin() : y, begins ? 0 : y_row, std::size_t{Filters}, sums);
    add_product(static_cast<std::size_t>(of.depth), x, x_row, 1, weights, std::size_t{vectors * max_lanes},
                sums, beside);
    store_rows(sums, y, y_row, std::size_t{Filters});
    if (!bordered && finishes && of.last) ends.finish(Rows, y, y_row);
  }

  static constexpr auto image_size = static_cast<std::ptrdiff_t>(In::size);
  static constexpr auto output_size = static_cast<std::ptrdiff_t>(Output::size);
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
