// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/plan/conv_block.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/stages/conv_input_gradient-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Gradients of a convolution whose windows are one pixel, over the pixels of a whole batch:
///   dw (channels, filters) = x (pixels, channels) turned, times dy (pixels, filters)
///   dx (pixels, channels) = dy times w (channels, filters) turned
template <class Block>
struct PointwiseGradients {
  static constexpr int channels = Block::Input::channels, filters = Block::Output::channels;

  /// Part `part` of `parts` of the channels.
  static void kernel(int pixels, const float* x, const float* dy, float* dw, int part, int parts) {
    constexpr Tile tile = product_tile(filters / max_lanes, registers);
    over_parts<filters, tile.vectors * max_lanes>([&]<int Filters>(int f) HWY_ATTR {
      over_share<channels, tile.rows>(part, parts, [&]<int Channels>(int c) HWY_ATTR {
        FloatVector sums[Channels][Filters / max_lanes];
        clear(sums);
        add_product(static_cast<std::size_t>(pixels), x + c, 1, std::size_t{channels}, dy + f,
                    std::size_t{filters}, sums);
        store_rows(sums, dw + c * filters + f, std::size_t{filters}, std::size_t{Filters});
      });
    });
  }

  /// w as ConvInputGradient::prepare lays it.
  static void input(int pixels, const float* dy, const float* w, float* dx) {
    over_parts<channels, ConvInputGradient<Block>::panel>([&]<int Channels>(int c) HWY_ATTR {
      over_rows<product_rows(registers)>(pixels, [&]<int Rows>(int pixel) HWY_ATTR {
        FloatVector sums[Rows][Channels / max_lanes];
        clear(sums);
        add_product(std::size_t{filters}, dy + pixel * filters, std::size_t{filters}, 1, w + c * filters,
                    std::size_t{Channels}, sums);
        store_rows(sums, dx + pixel * channels + c, std::size_t{channels}, std::size_t{Channels});
      });
    });
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
