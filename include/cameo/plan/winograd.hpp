// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/core/conv_geometry.hpp"
#include "cameo/core/shape.hpp"
#include "cameo/plan/tile.hpp"

namespace cameo::inline CAMEO_ABI {

/// Winograd's F(4x4, 3x3): a tile of 4 x 4 outputs of a 3 x 3 convolution from 6 x 6 pixels with 36 products
/// for each pair of channel and filter, where plain sums take 144.
///   V = B' d B for each tile and channel, U = G g G' for each channel and filter,
///   M[i] = V[i] U[i] for each of the 36 points i: a product (tiles, channels) x (channels, filters),
///   y = A' M A for each tile and filter
/// The last tile of a row or column is moved back so that it ends where the outputs end, and computes some of
/// them again. A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015.
struct Winograd {
  static constexpr int points = 36;

  ConvGeometry of;

  constexpr int channels() const { return of.column; }
  constexpr int rows() const { return of.height * of.pool; }  ///< outputs that the pool reads
  constexpr int columns() const { return of.width * of.pool; }
  constexpr int tiles_across() const { return divide_up(columns(), 4); }
  constexpr int tiles() const { return divide_up(rows(), 4) * tiles_across(); }

  /// The first output row and column of a tile.
  constexpr int top(int tile) const { return std::min(tile / tiles_across() * 4, rows() - 4); }
  constexpr int left(int tile) const { return std::min(tile % tiles_across() * 4, columns() - 4); }

  /// Tiles in a register tile of the product.
  constexpr int tile_rows() const { return even_part(tiles(), 5); }

  /// Tiles that are in scratch at a time. More of them are not faster (5 to 25 tiles: 34 to 35 us for the
  /// layer in winograd_pays) and take memory.
  constexpr int band() const { return tile_rows() * std::min(3, tiles() / tile_rows()); }

  constexpr int v_row() const { return to_16(channels()); }
  constexpr int m_row() const { return to_16(of.filters); }
  constexpr int v_point() const { return off_4096(band() * v_row()); }
  constexpr int m_point() const { return off_4096(band() * m_row()); }

  constexpr int u_point() const { return off_4096(channels() * m_row()); }

  constexpr std::size_t u_size() const { return size(points * u_point()); }
  constexpr std::size_t v_size() const { return size(points * v_point()); }
  constexpr std::size_t m_size() const { return size(points * m_point()); }

 private:
  static constexpr std::size_t size(int floats) { return static_cast<std::size_t>(floats); }
  static constexpr int to_16(int floats) { return static_cast<int>(padded_to_16(size(floats))); }
  /// Points that are a multiple of 4 KB apart would share one set of the cache.
  static constexpr int off_4096(int floats) { return floats % 256 == 0 ? floats + 16 : floats; }
};

/// Whether Winograd is faster than plain sums. Microseconds an image, direct -> Winograd, AMD Zen 5, clang
/// 19:
///   input, filters       AVX-512       AVX2
///   34x34x1    32, pool    3.6 -> 5.1    5.7 -> 7.1
///   34x34x4    16          5.1 -> 4.7   10.7 -> 6.2
///   34x34x8     8         10.2 -> 5.8   10.5 -> 5.9
///   31x31x32   64, pool    114 -> 34     226 -> 69
///   18x18x128 128          292 -> 88     633 -> 174
///   10x10x256 256          421 -> 109    632 -> 159
///    7x7x32    32          1.9 -> 1.6    6.6 -> 3.1, where the transform of the kernel takes 1.5 and 2.6
///    more 8x8x512  512          687 -> 1047  3385 -> 1684: U is 38 MB, and the error passes 1e-5 of the
///    largest output
constexpr bool winograd_pays(const ConvGeometry& g, int stride) {
  const int rows = g.height * g.pool, columns = g.width * g.pool;
  const bool fits = g.window == 3 && stride == 1 && g.pool <= 2 && rows >= 4 && columns >= 4;
  return fits && rows * columns >= 49 && g.column >= 4 && g.column <= 256 && g.filters <= 256;
}

}  // namespace cameo::inline CAMEO_ABI
