// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "cameo/plan/winograd.hpp"
#include "cameo/simd/conv-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/simd/transpose-inl.hpp"
#include "cameo/simd/winograd_transforms-inl.hpp"
#include "cameo/stages/images-inl.hpp"
#include "cameo/stages/run-inl.hpp"
#include "cameo/stages/winograd_kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Forward pass of a convolution with pooling by Winograd's algorithm.
template <Winograd Layout>
struct WinogradConv {
  static constexpr ConvGeometry Geometry = Layout.geometry;
  using Kernels = WinogradKernels<Layout>;
  static constexpr int channels = Layout.channels(), depth = Layout.depth(), side = Layout.side(),
                       points_across = Layout.points_across();
  static constexpr int tile_rows = Layout.tile_rows();
  static constexpr int block = Kernels::block, all_filters = Kernels::all_filters,
                       m_point = Layout.m_point(block);
  // Where each panel of a large U meets several tiles: .75 of the time. One that meets a single tile streams.
  static constexpr bool fetches_ahead =
      !Layout.few_channels() && Layout.u_size() >= 1 << 17 && (Layout.of_batch || Layout.tiles() > tile_rows);

  /// Part `part` of `parts` of y and positions of `samples` images, one unless Layout.of_batch;
  /// image_of(sample) is x with its border. If `Scaled`, sums are multiplied by `scale` before `bias` is
  /// added.
  template <bool Scaled, bool Relu, bool Training, class ImageOf>
  static void forward(int samples, const ImageOf& image_of, const float* u, const float* scale,
                      const float* bias, float* y, std::uint8_t* positions, float* scratch,
                      const NextSample& next, int part = 0, int parts = 1) {
    float *v = scratch, *m = v + Layout.v_size(), *rows = m + Layout.m_size(),
          *own_u = rows + Layout.rows_size();
    Images images(image_of);
    const int all = samples * Layout.tiles();
    const bool by_filters = takes_filters(samples, parts);
    const Range of_filters = by_filters ? filters_of(part, parts) : Range{0, all_filters},
                of_tiles = by_filters ? Range{0, all} : tiles_of(samples, part, parts);
    if (of_filters.first >= of_filters.end) return;
    for (int group = of_tiles.first, tiles; group < of_tiles.end; group += tiles) {
      tiles = tiles_of_group(group, of_tiles.end);
      if constexpr (Layout.few_channels())
        input_of_tiles(images.of(0), group, tiles, rows, v);
      else
        input_of_channels(images, group, tiles, v);
      for (int done = 0; done < tiles; done += Layout.band()) {
        const int count = (std::min)(Layout.band(), tiles - done);
        fetch(next, group + done, group + done + count, all);
        over_parts<Geometry.filters, block>([&]<int Filters>(int f) HWY_ATTR {
          const Range mine{(std::max)(of_filters.first - f, 0), (std::min)(of_filters.end - f, Filters)};
          if (mine.first >= mine.end) return;
          if constexpr (Layout.late) {
            const float* w = u + f * window_area * channels;
            Kernels::transform(w, own_u);
            products<Filters>(v + done * Layout.v_tile(), own_u, count, mine, m,
                              w + window_area * channels * block);
          } else {
            products<Filters>(v + done * Layout.v_tile(), u + f * depth, count, mine, m, nullptr);
          }
          output<Scaled, Relu, Training, Filters>(m, group + done, count, mine, scale + (Scaled ? f : 0),
                                                  bias + f, y + f, positions + f);
        });
      }
    }
  }

  /// The rows of an image, with its border, that a part of one sample reads.
  static Range image_rows(int part, int parts) {
    const Range tiles = takes_filters(1, parts) ? Range{0, Layout.tiles()} : tiles_of(1, part, parts);
    if (tiles.first >= tiles.end) return {};
    return {Layout.stride() * Layout.top(tiles.first),
            Layout.stride() * (Layout.top(tiles.end - 1) + points_across)};
  }

 private:
  /// Whether parts are of the filters, since each would read a large kernel for few tiles.
  static constexpr bool takes_filters(int samples, int parts) {
    return parts > 1 && (Layout.late || Layout.small_tiles ||
                         (winograd_pays_of_batch(Layout) && samples * Layout.tiles() < 16 * parts));
  }

  /// Whole panels, those whose middle lies in the part.
  static Range filters_of(int part, int parts) {
    Range found{all_filters, 0};
    over_parts<Geometry.filters, block>([&]<int Filters>(int f) {
      Kernels::template over_panels<Layout.late ? block : Filters>([&]<int Width>(int of_panel) {
        const int first = f + of_panel, middle = (std::min)(first + Width / 2, all_filters - 1);
        if (middle * parts / all_filters != part) return;
        found = {(std::min)(found.first, first), first + Width};
      });
    });
    return found;
  }

  /// Those of whole samples, or whole rows of one: the last row with the one before, of which it computes
  /// outputs again.
  static constexpr Range tiles_of(int samples, int part, int parts) {
    if (parts == 1) return {0, samples * Layout.tiles()};
    constexpr int rows = Layout.tiles() / Layout.tiles_across(),
                  apart = rows - (Layout.rows() % side == 0 ? 0 : 1);
    const int units = Layout.of_batch ? samples : (std::max)(apart, 1),
              of_unit = Layout.of_batch ? Layout.tiles() : Layout.tiles_across();
    const Range mine = part_of(units, part, parts);
    return {mine.first * of_unit, part + 1 == parts ? samples * Layout.tiles() : mine.end * of_unit};
  }

  static constexpr int stride = Layout.stride(), window_area = Kernels::window_area;
  static constexpr int cells = side / Geometry.pool;  ///< of a tile, along each axis
  /// Each point's product fetches as much of the next block's kernel, beside each step.
  static constexpr int next_share = window_area * block / Layout.points();

  /// Tiles from `group` on whose V is made together: up to 16 of one row, or any.
  static constexpr int tiles_of_group(int group, int all) {
    const int row_left = Layout.tiles_across() - group % Layout.tiles_across();
    return (std::min)(Layout.group(), Layout.few_channels() ? row_left : all - group);
  }

  /// The sample of a tile, and which of its tiles it is.
  static constexpr int sample_of(int tile) { return Layout.of_batch ? tile / Layout.tiles() : 0; }
  static constexpr int tile_of(int tile) { return Layout.of_batch ? tile % Layout.tiles() : tile; }

  /// V of `count` tiles, a vector of channels at a time: those of both phases of columns lie side by side.
  template <class ImageOf>
  static void input_of_channels(Images<ImageOf>& images, int first, int count, float* v) {
    for (int i = first; i < first + count; ++i, v += Layout.v_tile()) {
      const int tile = tile_of(i);
      const float* pixels =
          images.of(sample_of(i)) + Layout.top(tile) * Geometry.row + Layout.left(tile) * Geometry.column;
      for (int phase = 0; phase < stride; ++phase)
        for (int c = 0; c < Geometry.column; c += max_lanes)
          winograd_input<points_across>(pixels + phase * Geometry.image_row + c, Geometry.row,
                                        Geometry.column, v + phase * Geometry.column + c, Layout.v_point());
    }
  }

  /// V of up to 16 tiles of one row, a vector of tiles at a time: first B' d along the columns of all pixels,
  /// then, row by row, the pixels of the tiles side by side and B' d along the rows.
  static void input_of_tiles(const float* x, int first, int count, float* rows, float* v) {
    constexpr std::size_t row_size = Layout.row_size();
    float* columns = rows + 6 * row_size;
    const int left = Layout.left(first), last = first + count - 1;
    input_rows(x + Layout.top(first) * Geometry.image_row + left * channels,
               (Layout.left(last) - left + 6) * channels, rows);
    for (int row = 0; row < 6; ++row, rows += row_size, v += 6 * Layout.v_point()) {
      transpose(rows, side * channels, 16, Layout.row_columns(), columns, 16);
      if (const int at = Layout.left(last) - left; at < side * (count - 1))  // moved back
        for (int k = 0; k < 6 * channels; ++k) columns[k * 16 + count - 1] = rows[at * channels + k];
      for (int at = 0; at < 16 * channels; at += max_lanes) {
        FloatVector d[6];
        CAMEO_UNROLL
        for (int i = 0; i < 6; ++i) d[i] = hn::LoadU(Floats(), columns + i * 16 * channels + at);
        winograd_input_axis<6, 1>(d);
        CAMEO_UNROLL
        for (int i = 0; i < 6; ++i) hn::StoreU(d[i], Floats(), v + i * Layout.v_point() + at);
      }
    }
  }

  /// 6 rows of B' d along the columns of `width` floats in each of 6 rows of the image, and then zeros.
  static void input_rows(const float* x, int width, float* rows) {
    for (int k = 0; k < Layout.row_size(); k += max_lanes) {
      FloatVector d[6];
      CAMEO_UNROLL
      for (int i = 0; i < 6; ++i)
        d[i] = k < width ? hn::LoadU(Floats(), x + i * Geometry.image_row + k) : hn::Zero(Floats());
      winograd_input_axis<6, 1>(d);
      CAMEO_UNROLL
      for (int i = 0; i < 6; ++i) hn::StoreU(d[i], Floats(), rows + i * Layout.row_size() + k);
    }
  }

  /// m (count, Filters) = v (count, depth) u (depth, Filters) at each point, so that v stays in the
  /// first-level cache and u is read in order. Late, `next` is the next block's kernel.
  template <int Filters>
  static void products(const float* v, const float* u, int count, Range mine, float* m, const float* next) {
    for (int i = 0; i < Layout.points(); ++i, v += Layout.v_point(), u += Layout.u_point(), m += m_point) {
      Kernels::template over_panels<Layout.late ? block : Filters>([&]<int Width>(int f) CAMEO_INLINE {
        if (!mine.has(f)) return;
        const float* following = Layout.late           ? next
                                 : mine.has(f + Width) ? u + (f + Width) * depth
                                                       : u + Layout.u_point() + mine.first * depth;
        product<Width / max_lanes>(v, u + f * depth, i, count, m + f, following);
      });
      if constexpr (Layout.late) next += channels * next_share;
    }
  }

  /// Of a panel; the next one is fetched. There is room for whole register tiles; where all tiles of an image
  /// leave some, these are a smaller one.
  template <int Vectors>
  static HWY_INLINE void product(const float* v, const float* u, int point, int count, float* m,
                                 const float* next) {
    constexpr int rest = Layout.few_channels() ? 0 : Layout.tiles() % tile_rows, width = Vectors * max_lanes;
    const auto beside = [&](int tile) CAMEO_INLINE {
      if constexpr (Layout.late)
        return FetchBeside<float>{next, std::size_t{next_share}};
      else if constexpr (fetches_ahead)
        return fetch_next(next, depth, width, tile / tile_rows, divide_up(count, tile_rows));
      else
        return Forget();
    };
    const auto tiles_from = [&]<int Rows>(int tile) CAMEO_INLINE {
      product_tile<Rows, Vectors>(v + tile * Layout.v_tile(), u, point, m + tile * block, beside(tile));
    };
    if constexpr (Layout.of_batch) return over_rows<tile_rows>(count, tiles_from);
    int tile = 0;
    for (; tile + (rest > 0 ? tile_rows : 1) <= count; tile += tile_rows)
      tiles_from.template operator()<tile_rows>(tile);
    if constexpr (rest > 0) {
      if (tile + rest == count)
        tiles_from.template operator()<rest>(tile);
      else if (tile < count)
        tiles_from.template operator()<tile_rows>(tile);
    }
  }

  template <int Rows, int Vectors, class Beside>
  static HWY_INLINE void product_tile(const float* v, const float* u, int point, float* m,
                                      const Beside& beside) {
    constexpr int width = Vectors * max_lanes;
    FloatVector sums[Rows][Vectors];
    clear(sums);
    if constexpr (Layout.few_channels()) {  // a loop of so few steps costs more than they do
      CAMEO_UNROLL
      for (int c = 0; c < channels; ++c)
        add_product(1, v + c * Layout.v_channel(), Layout.v_tile(), 0, u + c * width, width, sums);
    } else if constexpr (stride == 1) {
      add_product(depth, v, Layout.v_tile(), Layout.v_channel(), u, width, sums, beside);
    } else {  // at an axis' last point an odd phase has nothing
      const bool all_rows = point / points_across < points_across - 1,
                 all_columns = point % points_across < points_across - 1;
      const int run = all_columns ? Geometry.column * (all_rows ? stride : 1) : channels,
                runs = all_columns || !all_rows ? 1 : stride;
      for (int k = 0; k < runs * Geometry.column; k += Geometry.column)
        add_product(static_cast<std::size_t>(run), v + k, Layout.v_tile(), 1, u + k * width, width, sums,
                    beside);
    }
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      CAMEO_UNROLL
      for (int j = 0; j < Vectors; ++j) hn::StoreU(sums[r][j], Floats(), m + r * block + j * max_lanes);
    }
  }

  /// The first output of a tile, from those of the first sample on.
  static constexpr int output_of(int i) {
    const int tile = tile_of(i);
    const int cell = Layout.top(tile) / Geometry.pool * Geometry.width + Layout.left(tile) / Geometry.pool;
    return (sample_of(i) * Geometry.cells() + cell) * Geometry.filters;
  }

  /// A line of each output of a tile.
  static HWY_INLINE void fetch_outputs(const float* y) {
    for (int cell = 0; cell < cells * cells; ++cell)
      fetch(y + (cell / cells * Geometry.width + cell % cells) * Geometry.filters);
  }

  /// Calls f<Count>(first) for the vectors of some of the filters.
  template <int Filters, class Function>
  static HWY_INLINE void over_filters(Range mine, const Function& f) {
    constexpr int whole = Filters / max_lanes * max_lanes;
    for (int first = mine.first, end = (std::min)(mine.end, whole); first < end; first += max_lanes)
      f.template operator()<max_lanes>(first);
    if constexpr (whole < Filters)
      if (mine.end > whole) f.template operator()<Filters - whole>(whole);
  }

  template <bool Scaled, bool Relu, bool Training, int Filters>
  static void output(const float* m, int first, int count, Range mine, const float* scale, const float* bias,
                     float* y, std::uint8_t* positions) {
    for (int i = first; i < first + count; ++i, m += block) {
      const int at = output_of(i), next = output_of((std::min)(i + 1, first + count - 1));
      over_filters<Filters>(mine, [&]<int Count>(int f) CAMEO_INLINE {
        if constexpr (Layout.of_batch)  // they are in no cache near by: .8 of the time
          if (f % 16 == 0) fetch_outputs(y + next + f);
        FloatVector sums[side * side];
        const auto shift = hn::LoadU(Floats(), bias + f);
        winograd_output<points_across>(m + f, m_point, Scaled ? hn::Zero(Floats()) : shift, sums);
        if constexpr (Scaled) {
          CAMEO_UNROLL
          for (int k = 0; k < side * side; ++k)
            sums[k] = hn::MulAdd(sums[k], hn::LoadU(Floats(), scale + f), shift);
        }
        pool_tile<Relu, Training, Count>(sums, at + f, y, positions);
      });
    }
  }

  template <bool Relu, bool Training, int Count>
  static HWY_INLINE void pool_tile(const FloatVector (&sums)[side * side], int at, float* y,
                                   std::uint8_t* positions) {
    constexpr int window_size = Geometry.positions();
    constexpr bool keeps = Training && (Relu || Geometry.pool > 1);
    CAMEO_UNROLL
    for (int cell = 0; cell < cells * cells; ++cell) {
      const int row = cell / cells, column = cell % cells,
                to = at + (row * Geometry.width + column) * Geometry.filters;
      FloatVector window[window_size][1];
      CAMEO_UNROLL
      for (int p = 0; p < window_size; ++p)
        window[p][0] = sums[(row * Geometry.pool + p / Geometry.pool) * side + column * Geometry.pool +
                            p % Geometry.pool];
      pool_cell<Geometry, Relu, Training, Count>(window, 0, y + to, keeps ? positions + to : nullptr);
    }
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
