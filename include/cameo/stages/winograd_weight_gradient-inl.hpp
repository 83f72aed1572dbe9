// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "cameo/plan/conv_block.hpp"
#include "cameo/simd/conv-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/simd/winograd_transforms-inl.hpp"
#include "cameo/stages/images-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Gradient of a convolution's kernel over a whole batch by Winograd's F(4x4, 3x3).
template <class Block>
struct WinogradWeightGradient {
  static constexpr WinogradGradient Layout = Block::winograd_gradient;
  static constexpr Winograd Tiling = Layout.tiling();
  static constexpr ConvGeometry Geometry = Block::geometry;
  static constexpr int channels = Layout.channels(), filters = Geometry.filters, pool = Geometry.pool;

  /// Makes U of part `part` of the 36 points; image_of(sample) is a sample's x with its border. The first
  /// part adds the gradient of the bias to `bias`, if there is one.
  template <class ImageOf>
  static void add(int samples, const ImageOf& image_of, const float* dy, const std::uint8_t* positions,
                  float* u, float* bias, float* scratch, int part, int parts) {
    float *v = scratch, *w = v + Layout.v_size();
    const int tiles = samples * Tiling.tiles();
    const Range points = part_of(Layout.points, part, parts),
                rows{points.first / 6, divide_up(points.end, 6)};
    if (!Block::bias || part > 0) bias = nullptr;
    Images images(image_of);
    for (int done = 0; done < tiles; done += Layout.group) {
      const int count = (std::min)(Layout.group, tiles - done);
      for (int i = 0; i < count; ++i) {
        const int sample = (done + i) / Tiling.tiles(), tile = (done + i) % Tiling.tiles();
        const auto before = sample * static_cast<std::ptrdiff_t>(Block::Output::size);
        transform(images.of(sample), dy + before, positions + (Block::has_positions ? before : 0), tile, rows,
                  v + i * Layout.v_tile(), w + i * Layout.w_tile(), bias);
      }
      for (int point = points.first; point < points.end; ++point)
        add_products(v + point * Layout.v_point(), w + point * Layout.w_point(), count, done == 0,
                     u + point * Layout.u_point());
    }
  }

  /// The gradient, laid out as the kernel is, for some channels.
  static void finish(const float* u, Range of_channels, float* dw) {
    for (int c = of_channels.first; c < of_channels.end; ++c)
      over_parts<filters, max_lanes>([&]<int Count>(int f) HWY_ATTR {
        winograd_kernel_gradient<Count>(u + c * Layout.w_tile() + f, Layout.u_point(), dw + c * filters + f,
                                        channels * filters);
      });
  }

 private:
  static constexpr Tile register_tile = product_tile(divide_up(filters, max_lanes), registers);

  /// V and W of a tile. What a tile that was moved back computes again counts once.
  static void transform(const float* x, const float* dy, const std::uint8_t* positions, int tile, Range rows,
                        float* v, float* w, float* bias) {
    const int top = Tiling.top(tile), left = Tiling.left(tile);
    const float* pixels = x + top * Geometry.image_row + left * channels;
    for (int c = 0; c < channels; c += max_lanes)
      winograd_input<6>(pixels + c, Geometry.image_row, channels, v + c, Layout.v_point(), rows);
    const int first = (top / pool * Geometry.width + left / pool) * filters;
    const int no_rows = tile / Tiling.tiles_across() * 4 - top,
              no_columns = tile % Tiling.tiles_across() * 4 - left;
    for (int f = 0; f < filters; f += max_lanes) {
      const auto gradient = [&](int row, int column) CAMEO_INLINE {
        const int at = first + (row / pool * Geometry.width + column / pool) * filters + f;
        return gradient_at<Block::has_positions>(dy + at, positions + at, row % pool * pool + column % pool);
      };
      winograd_output_gradient(gradient, no_rows, no_columns, w + f, Layout.w_point(), rows,
                               bias == nullptr ? nullptr : bias + f);
    }
  }

  /// u (channels, filters) = or += v' (channels, tiles) w (tiles, filters)
  static void add_products(const float* v, const float* w, int tiles, bool begins, float* u) {
    over_parts<divide_up(filters, max_lanes), register_tile.vectors>([&]<int Vectors>(int vector) HWY_ATTR {
      const int f = vector * max_lanes;
      over_parts<channels, register_tile.rows>([&]<int Channels>(int c) HWY_ATTR {
        float* to = u + c * Layout.w_tile() + f;
        FloatVector sums[Channels][Vectors];
        if (begins)
          clear(sums);
        else
          load_rows(to, Layout.w_tile(), Vectors * max_lanes, sums);
        add_product(static_cast<std::size_t>(tiles), v + c, 1, Layout.v_tile(), w + f, Layout.w_tile(), sums);
        store_rows(sums, to, Layout.w_tile(), Vectors * max_lanes);
      });
    });
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
