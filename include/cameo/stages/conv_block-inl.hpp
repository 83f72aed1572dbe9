// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "cameo/plan/conv_block.hpp"
#include "cameo/simd/bytes-inl.hpp"
#include "cameo/simd/conv-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/transpose-inl.hpp"
#include "cameo/stages/run-inl.hpp"
#include "cameo/stages/winograd_conv-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class In, class ConvLayer, bool Relu, int Pool>
struct Run<ConvBlock<In, ConvLayer, Relu, Pool>> {
  using Block = ConvBlock<In, ConvLayer, Relu, Pool>;
  using Scratch = typename Block::Scratch;
  static constexpr ConvGeometry G = Block::geometry, D = Block::backward_geometry;

  template <bool Training>
  static void prepare(const float* w, float* prepared) {
    if constexpr (Block::by_winograd) WinogradConv<Block::winograd>::prepare(w, prepared);
    if constexpr (Training) prepare_filters(w, prepared + Block::prepared_filters);
  }

  template <bool Training>
  static void forward(const ForwardPass& pass) {
    for (int sample = 0; sample < pass.samples; ++sample) {
      const float* x = with_border(pass.x + sample * image_size, pass.scratch);
      float* y = pass.y + sample * output_size;
      std::uint8_t* positions = reinterpret_cast<std::uint8_t*>(y);  // stands for none, never written
      if constexpr (Training && Block::has_positions)
        positions = reinterpret_cast<std::uint8_t*>(pass.saved) + sample * output_size;
      const float* bias = pass.w + Block::bias_offset;
      if constexpr (Block::by_winograd) {
        float* scratch = pass.scratch + (Block::padded ? Block::padded_image : 0);
        WinogradConv<Block::winograd>::template forward<Relu, Training>(x, pass.prepared, bias, y, positions,
                                                                        scratch);
      } else {
        over_parts<G.filters, forward_tile.vectors * max_lanes>([&]<int Filters>(int f) HWY_ATTR {
          forward_filters<Training, Filters>(x, pass.w + f, bias + f, y + f, positions + f);
        });
      }
    }
  }

  static void begin_backward(const BackwardPass& pass) {
    std::memset(pass.scratch, 0, sizeof(float) * Scratch::places);
  }

  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    for (int sample = 0; sample < pass.samples; ++sample) {
      const float* dy = pass.dy + sample * output_size;
      const auto* positions = reinterpret_cast<const std::uint8_t*>(dy);  // stands for none, never read
      if constexpr (Block::has_positions)
        positions = reinterpret_cast<const std::uint8_t*>(pass.saved) + sample * output_size;
      add_weight_gradient(with_border(pass.x + sample * image_size, pass.scratch + Scratch::image), dy,
                          positions, pass.scratch);
      if (pass.dx)
        input_gradient(dy, positions, pass.prepared + Block::prepared_filters, pass.scratch,
                       pass.dx + sample * image_size);
    }
  }

  static void merge(float* scratch, const float* other) {
    const Floats d;
    for (std::size_t i = Scratch::sums; i < Scratch::places; i += max_lanes)
      hn::StoreU(hn::Add(hn::LoadU(d, scratch + i), hn::LoadU(d, other + i)), d, scratch + i);
  }

  static void finish_backward(const BackwardPass& pass) {
    const float* sums = pass.scratch + Scratch::sums;
    for (int row = 0; row < G.window; ++row)
      for (int k = 0; k < G.run; ++k)
        for (int f = 0; f < G.filters; ++f)
          pass.dw[(row * G.run + k) * G.filters + f] = sums[filter_at(f, row, k)];
    std::fill(pass.dw + Block::kernel_size, pass.dw + Block::parameters, 0.0f);
    std::copy_n(pass.scratch + Scratch::bias_sums, G.filters, pass.dw + Block::bias_offset);
  }

 private:
  static constexpr auto image_size = static_cast<std::ptrdiff_t>(In::size);
  static constexpr auto output_size = static_cast<std::ptrdiff_t>(Block::Output::size);
  static constexpr int run_vectors = divide_up(G.run, max_lanes);
  static constexpr Tile forward_tile = conv_forward_tile(G, max_lanes, accumulators);
  static constexpr Tile window_tile = tall_tile(G.window, run_vectors, accumulators);

  static constexpr int filters_at_once =
      std::clamp(accumulators / 2 / (window_tile.rows * window_tile.vectors), 1, 4);
  static constexpr int list = static_cast<int>(Scratch::list);

  static constexpr int filter_at(int filter, int row, int k) {
    return (filter * G.window + row) * Block::padded_run + k;
  }

  /// Each filter in one piece, with zeros behind its rows.
  static void prepare_filters(const float* w, float* filters) {
    std::fill_n(filters, Block::filters * Block::filter_size, 0.0f);
    for (int row = 0; row < G.window; ++row)
      for (int k = 0; k < G.run; ++k)
        for (int f = 0; f < G.filters; ++f)
          filters[filter_at(f, row, k)] = w[(row * G.run + k) * G.filters + f];
  }

  /// x itself, or its copy within a border of zeros.
  static const float* with_border(const float* x, float* copy) {
    if constexpr (!Block::padded) {
      return x;
    } else {
      std::fill_n(copy, Block::padded_image, 0.0f);
      float* inside = copy + border;
      for (int row = 0; row < In::height; ++row)
        std::copy_n(x + row * In::width * In::channels, In::width * In::channels, inside + row * G.image_row);
      return copy;
    }
  }
  static constexpr int border =
      Block::rows.padding_before() * G.image_row + Block::columns.padding_before() * In::channels;

  template <bool Training, int Filters>
  static void forward_filters(const float* x, const float* w, const float* bias, float* y,
                              std::uint8_t* positions) {
    constexpr int vectors = divide_up(Filters, max_lanes), last = Filters - (vectors - 1) * max_lanes;
    for (int row = 0; row < G.height; ++row)
      over_parts<G.width, forward_tile.rows>([&]<int Cells>(int column) HWY_ATTR {
        const int to = (row * G.width + column) * G.filters;
        conv_pool_tile<G, Relu, Training, Cells, vectors, last>(x + G.cell(row, column), w, bias, y + to,
                                                                positions + to);
      });
  }

  /// Adds one image's gradient of kernel and bias to the sums: band by band, 16
  /// filters at a time, each with its list of live cells.
  static void add_weight_gradient(const float* x, const float* dy, const std::uint8_t* positions,
                                  float* scratch) {
    add_live<G.filters, Block::has_positions>(dy, positions, G.cells(), scratch + Scratch::bias_sums);
    for (int top = 0; top < G.height; top += Block::band) {
      const int rows = std::min(Block::band, G.height - top), at = top * G.width * G.filters;
      const float* band = band_of(x + G.cell(top, 0), rows, scratch + Scratch::spread_band);
      over_parts<G.filters, 16>([&]<int Filters>(int first) HWY_ATTR {
        const Lists lists = list_live<Filters>(dy + at + first, positions + at + first, rows, scratch);
        over_parts<Filters, filters_at_once>([&]<int AtOnce>(int f) HWY_ATTR {
          add_filters_gradient<AtOnce>(band, lists, f, scratch + Scratch::sums + filter_at(first + f, 0, 0));
        });
      });
    }
  }

  /// The image from a row of cells on: itself, or spread out.
  static const float* band_of(const float* x, int rows, float* spread) {
    if constexpr (Block::spread) {
      for (int row = 0; row < Block::image_rows(rows); ++row, x += G.image_row)
        for (int k = 0; k < D.image_row; k += 16)
          spread_run(x + k / 16 * G.column, spread + row * D.image_row + k);
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
  static Lists list_live(const float* dy, const std::uint8_t* positions, int rows, float* scratch) {
    auto* by_cell = reinterpret_cast<std::int32_t*>(scratch + Scratch::places);
    Lists lists{
        reinterpret_cast<std::int32_t*>(scratch + Scratch::offsets), scratch + Scratch::gradients, {}};
    const int cells = rows * G.width, padded_cells = divide_up(cells, 16) * 16;
    place_windows<D, Block::has_positions>(positions, rows, by_cell);
    std::fill(by_cell + cells * 16, by_cell + padded_cells * 16, -1);
    transpose(by_cell, 16, static_cast<std::size_t>(padded_cells), Filters, lists.offsets, Scratch::list);
    transpose(dy, G.filters, static_cast<std::size_t>(cells), Filters, lists.gradients, Scratch::list);
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
    over_window([&]<int Rows, int Vectors>(int row, int k) HWY_ATTR {
      add_windows<D.image_row, AtOnce, Rows, Vectors>(x + row * D.image_row + k, offsets, gradients, list,
                                                      count, sums + row * Block::padded_run + k,
                                                      filter_at(1, 0, 0), Block::padded_run);
    });
  }

  /// Gradient of one image.
  static void input_gradient(const float* dy, const std::uint8_t* positions, const float* weights,
                             float* scratch, float* dx) {
    float* to = Block::direct_dx ? dx : scratch + Scratch::dimage;
    std::fill_n(to, Block::direct_dx ? In::size : Block::padded_image, 0.0f);
    // Whatever the tile, a value of dx adds up by cell, position, filter.
    for (int cell = 0; cell < G.cells(); ++cell)
      for (int p = 0; p < G.positions(); ++p) {
        float* corner = to + G.cell(cell / G.width, cell % G.width) + G.position(p);
        for (int f = 0; f < G.filters; f += 64) {
          const int at = cell * G.filters + f, count = std::min(G.filters - f, 64);
          const std::uint64_t live = Block::has_positions
                                         ? equal_bytes(positions + at, static_cast<std::uint8_t>(p), count)
                                         : ~std::uint64_t{0} >> (64 - count);
          if (live == 0) continue;
          over_window([&]<int Rows, int Vectors>(int row, int k) HWY_ATTR {
            add_filters<G.image_row, Block::padded_run, filter_at(1, 0, 0), Rows, Vectors>(
                weights + filter_at(f, row, k), dy + at, live, corner + row * G.image_row + k);
          });
        }
      }
    if constexpr (!Block::direct_dx)
      for (int row = 0; row < In::height; ++row)
        std::copy_n(to + border + row * G.image_row, In::width * In::channels,
                    dx + row * In::width * In::channels);
  }

  /// Calls f<Rows, Vectors>(row, k) for every register tile of a window: its
  /// rows from `row` on, their floats from k on.
  template <class Function>
  static HWY_INLINE void over_window(const Function& f) {
    over_parts<G.window, window_tile.rows>([&]<int Rows>(int row) HWY_ATTR {
      over_parts<run_vectors, window_tile.vectors>(
          [&]<int Vectors>(int v) HWY_ATTR { f.template operator()<Rows, Vectors>(row, v * max_lanes); });
    });
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
