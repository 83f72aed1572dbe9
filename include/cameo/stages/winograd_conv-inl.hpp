// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "cameo/plan/winograd.hpp"
#include "cameo/simd/conv-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/simd/winograd_transforms-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Forward pass of a convolution with pooling by Winograd's F(4x4, 3x3).
template <Winograd W>
struct WinogradConv {
  static constexpr ConvGeometry G = W.of;
  static constexpr int channels = W.channels();
  static constexpr int tile_rows = W.tile_rows();
  /// Filters stand in panels of so many: the columns of a register tile of the product.
  static constexpr int panel =
      even_part(divide_up(G.filters, max_lanes), accumulators / tile_rows) * max_lanes;
  static constexpr int panels_end = divide_up(G.filters, max_lanes) * max_lanes;

  /// U[point][panel][channel][filter] from w (3, 3, channels, filters).
  static void prepare(const float* w, float* u) {
    over_parts<G.filters, max_lanes>([&]<int Count>(int f) HWY_ATTR {
      const int first = f / panel * panel, width = std::min(panel, panels_end - first);
      float* to = u + first * channels + (f - first);
      for (int c = 0; c < channels; ++c, to += width) {
        FloatVector g[9];
        CAMEO_UNROLL
        for (int i = 0; i < 9; ++i) {
          const float* from = w + (i * channels + c) * G.filters + f;
          if constexpr (Count == max_lanes)
            g[i] = hn::LoadU(Floats(), from);
          else
            g[i] = load_some(Floats(), from, Count);
        }
        winograd_kernel(g, to, W.u_point());
      }
    });
  }

  /// y and positions of one image.
  template <bool Relu, bool Training>
  static void forward(const float* x, const float* u, const float* bias, float* y, std::uint8_t* positions,
                      float* scratch) {
    float *v = scratch, *m = scratch + W.v_size();
    for (int first = 0; first < W.tiles(); first += W.band()) {
      const int count = std::min(W.band(), W.tiles() - first);
      input(x, first, count, v);
      for (int i = 0; i < W.points; ++i)
        product(v + i * W.v_point(), u + i * W.u_point(), count, m + i * W.m_point());
      output<Relu, Training>(m, first, count, bias, y, positions);
    }
  }

 private:
  static void input(const float* x, int first, int count, float* v) {
    for (int tile = first; tile < first + count; ++tile, v += W.v_row()) {
      const float* pixels = x + W.top(tile) * G.image_row + W.left(tile) * channels;
      for (int c = 0; c < channels; c += max_lanes)
        winograd_input(pixels + c, G.image_row, channels, v + c, W.v_point());
    }
  }

  /// m (count, filters) = v (count, channels) u (channels, filters) at one point.
  static void product(const float* v, const float* u, int count, float* m) {
    over_parts<panels_end, panel>([&]<int Width>(int f) HWY_ATTR {
      constexpr int rest = W.tiles() % tile_rows;
      int tile = 0;
      for (; tile + tile_rows <= count; tile += tile_rows)
        product_tile<tile_rows, Width>(v + tile * W.v_row(), u + f * channels, m + tile * W.m_row() + f);
      if constexpr (rest > 0)
        if (tile < count)
          product_tile<rest, Width>(v + tile * W.v_row(), u + f * channels, m + tile * W.m_row() + f);
    });
  }

  template <int Rows, int Width>
  static HWY_INLINE void product_tile(const float* v, const float* u, float* m) {
    constexpr int vectors = Width / max_lanes;
    FloatVector sums[Rows][vectors];
    clear(sums);
    add_product(channels, v, W.v_row(), 1, u, Width, sums);
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      CAMEO_UNROLL
      for (int j = 0; j < vectors; ++j) hn::StoreU(sums[r][j], Floats(), m + r * W.m_row() + j * max_lanes);
    }
  }

  template <bool Relu, bool Training>
  static void output(const float* m, int first, int count, const float* bias, float* y,
                     std::uint8_t* positions) {
    for (int tile = first; tile < first + count; ++tile, m += W.m_row()) {
      const int at = (W.top(tile) / G.pool * G.width + W.left(tile) / G.pool) * G.filters;
      over_parts<G.filters, max_lanes>([&]<int Count>(int f) HWY_ATTR {
        FloatVector sums[16];
        winograd_output(m + f, W.m_point(), hn::LoadU(Floats(), bias + f), sums);
        pool_tile<Relu, Training, Count>(sums, at + f, y, positions);
      });
    }
  }

  template <bool Relu, bool Training, int Count>
  static HWY_INLINE void pool_tile(const FloatVector (&sums)[16], int at, float* y, std::uint8_t* positions) {
    constexpr int side = 4 / G.pool, window_size = G.positions();
    constexpr bool keeps = Training && (Relu || G.pool > 1);
    CAMEO_UNROLL
    for (int cell = 0; cell < side * side; ++cell) {
      const int row = cell / side, column = cell % side, to = at + (row * G.width + column) * G.filters;
      FloatVector window[window_size][1];
      CAMEO_UNROLL
      for (int p = 0; p < window_size; ++p)
        window[p][0] = sums[(row * G.pool + p / G.pool) * 4 + column * G.pool + p % G.pool];
      pool_cell<G, Relu, Training, Count>(window, 0, y + to, keeps ? positions + to : nullptr);
    }
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
