// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/plan/conv_block.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Forward pass of a convolution without pooling for several samples, from a kernel packed in panels of
/// `Panel` filters: for each pixel of the window, in order, the product
///   y (samples, filters) += x (samples, channels) w (channels, filters)
/// of each cell. A part of a panel stays in the first-level cache while all cells of all samples pass, and
/// nothing is multiplied with the zeros of a border. Sums are added up as those of one sample alone are.
template <class Block, int Panel>
struct ConvProducts {
  using In = typename Block::Input;
  using Output = typename Block::Output;
  static constexpr int filters = Block::geometry.filters, channels = In::channels;

  static void forward(int samples, const float* x, const float* packed,
                      const float* scale,  // of Block::normalized alone
                      const float* bias, float* y) {
    over_parts<filters, Panel>([&]<int Filters>(int f) HWY_ATTR {
      constexpr int width = divide_up(Filters, max_lanes) * max_lanes;
      const float* weights = packed + f * window_size;
      for (int row = 0; row < Block::rows.window; ++row)
        for (int column = 0; column < Block::columns.window; ++column)
          for (int c = 0; c < channels; c += part) {
            const Products products{.samples = samples,
                                    .depth = (std::min)(part, channels - c),
                                    .weights = weights,
                                    .scale = scale + (Block::normalized ? f : 0),
                                    .bias = bias + f};
            over_cells<Filters>(products, row, column, c, x + c, y + f);
            weights += products.depth * width;
          }
    });
  }

 private:
  static constexpr int window_size = Block::rows.window * Block::columns.window * channels;
  static constexpr int tile_rows = registers == 32 ? 8 : 4;
  /// Channels whose weights are 24 KB at most.
  static constexpr int part = (std::min)(256, 6144 / Panel);

  /// What the products by one part of a panel have in common.
  struct Products {
    int samples, depth;
    const float* weights;  // (depth, whole vectors of filters)
    const float *scale, *bias;
  };

  template <int Filters>
  static void over_cells(const Products& products, int row, int column, int c, const float* x, float* y) {
    for (int i = 0; i < Block::rows.output(); ++i) {
      const auto rows = Block::rows.inside(i);
      if (row < rows.first || row >= rows.end) continue;
      for (int j = 0; j < Block::columns.output(); ++j) {
        const auto columns = Block::columns.inside(j);
        if (column < columns.first || column >= columns.end) continue;
        const bool begins = row == rows.first && column == columns.first && c == 0;
        const bool ends = row == rows.end - 1 && column == columns.end - 1 && c + part >= channels;
        const float* pixel = x + ((i * Block::stride.rows - Block::rows.padding_before() + row) * In::width +
                                  j * Block::stride.columns - Block::columns.padding_before() + column) *
                                     channels;
        float* cell = y + (i * Output::width + j) * filters;
        over_rows<tile_rows>(products.samples, [&]<int Rows>(int sample) HWY_ATTR {
          add<Filters, Rows>(products, pixel + sample * image_size, begins, ends,
                             cell + sample * output_size);
        });
      }
    }
  }

  template <int Filters, int Rows>
  static HWY_INLINE void add(const Products& products, const float* x, bool begins, bool ends, float* y) {
    constexpr int vectors = divide_up(Filters, max_lanes);
    const Floats d;
    FloatVector sums[Rows][vectors];
    if (!begins)
      load_rows(y, Output::size, std::size_t{Filters}, sums);
    else if constexpr (Block::normalized)
      clear(sums);
    else {
      CAMEO_UNROLL
      for (int r = 0; r < Rows; ++r) {
        CAMEO_UNROLL
        for (int v = 0; v < vectors; ++v) sums[r][v] = hn::LoadU(d, products.bias + v * max_lanes);
      }
    }
    add_product(static_cast<std::size_t>(products.depth), x, In::size, 1, products.weights,
                std::size_t{vectors * max_lanes}, sums);
    if (ends) finish(products, sums);
    store_rows(sums, y, Output::size, std::size_t{Filters});
  }

  template <int Rows, int Vectors>
  static HWY_INLINE void finish(const Products& products, FloatVector (&sums)[Rows][Vectors]) {
    const Floats d;
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        if constexpr (Block::normalized)
          sums[r][v] = hn::MulAdd(sums[r][v], hn::LoadU(d, products.scale + v * max_lanes),
                                  hn::LoadU(d, products.bias + v * max_lanes));
        if constexpr (Block::relu)
          sums[r][v] = hn::IfThenZeroElse(hn::Le(sums[r][v], hn::Zero(d)), sums[r][v]);
      }
    }
  }

  static constexpr auto image_size = static_cast<std::ptrdiff_t>(In::size);
  static constexpr auto output_size = static_cast<std::ptrdiff_t>(Output::size);
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
