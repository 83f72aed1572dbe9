// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "cameo/core/conv_geometry.hpp"
#include "cameo/core/shape.hpp"
#include "cameo/plan/tile.hpp"

namespace cameo::inline CAMEO_ABI::plan {

constexpr int to_16(int floats) { return static_cast<int>(padded_to_16(static_cast<std::size_t>(floats))); }
/// Points that are a multiple of 4 KB apart would share one set of the cache.
constexpr int off_4096(int floats) { return floats % 256 == 0 ? floats + 16 : floats; }

/// Along each axis of a tile: 5 points make 4 outputs of 2 taps; 6 make 4 of 3, 3 of 4 or 2 of 5.
constexpr int winograd_points(int taps) { return taps == 2 ? 5 : 6; }

/// Winograd's F(4x4, 3x3): a tile of 4 x 4 outputs of a 3 x 3 convolution from 6 x 6 pixels with 36 products
/// for each pair of channel and filter, where plain sums take 144; F(2x2, 5x5), with 36 where they take 100;
/// and F(2x2, 3x3), with 16 where they take 36, from a U that is 4/9 as large.
///   V = B' d B for each tile and channel, U = G g G' for each channel and filter,
///   M[i] = V[i] U[i] for each of the 36 points i: a product (tiles, channels) x (channels, filters),
///   y = A' M A for each tile and filter
/// A convolution of stride 2 is the sum of four of stride 1, each of the rows and columns of one parity, a
/// phase: 3 x 3 by F(4x4, 2x2) with 81 products instead of 144, 5 x 5 by F(4x4, 3x3) with 121 instead of 400,
/// 7 x 7 by F(3x3, 4x4) with 121 instead of 441. An odd phase has one tap less than an even one, and
/// therefore nothing at the last point.
/// The last tile of a row or column is moved back so that it ends where the outputs end, and computes some of
/// them again. Vectors of V are channels, or, where an image has few of them, 16 tiles of a row.
/// A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015.
struct Winograd {
  ConvGeometry geometry;
  bool of_batch = false;     ///< the tiles of a batch are computed as if they were of one image
  bool late = false;         ///< U is made for a few filters at a time when they are needed, not stored
  bool small_tiles = false;  ///< tiles of 2 x 2 outputs of 3 x 3 windows

  constexpr int channels() const { return geometry.run / geometry.window; }
  constexpr int stride() const { return geometry.row / geometry.image_row; }
  /// Of a phase, along each axis.
  constexpr int taps() const { return divide_up(geometry.window, stride()); }
  constexpr int points_across() const { return small_tiles ? 4 : winograd_points(taps()); }
  constexpr int points() const { return points_across() * points_across(); }
  constexpr int depth() const { return stride() * stride() * channels(); }  ///< channels of all phases
  constexpr int rows() const { return geometry.height * geometry.pool; }    ///< outputs that the pool reads
  constexpr int columns() const { return geometry.width * geometry.pool; }
  constexpr int side() const { return points_across() + 1 - taps(); }  ///< outputs of a tile along each axis
  constexpr int tiles_across() const { return divide_up(columns(), side()); }
  constexpr int tiles() const { return divide_up(rows(), side()) * tiles_across(); }

  /// Of a tile, for each pair of channel and filter.
  constexpr int products() const {
    const int along = stride() * (points_across() - 1) + 1;
    return along * along;
  }

  /// What tiles read of an image: with stride 2 perhaps a row and a column more than the windows.
  constexpr int image_height() const { return stride() * (rows() + taps() - 1); }
  constexpr int image_width() const { return stride() * (columns() + taps() - 1); }

  /// The first output row and column of a tile.
  constexpr int top(int tile) const { return (std::min)(tile / tiles_across() * side(), rows() - side()); }
  constexpr int left(int tile) const {
    return (std::min)(tile % tiles_across() * side(), columns() - side());
  }

  /// Up to 4 channels the vectors lie along the tiles, not along the channels, which would fill a part of one
  /// only: .7 of the time for 3 channels, 1.3 for 8.
  constexpr bool few_channels() const { return stride() == 1 && channels() <= 4; }

  /// Tiles in a register tile of the product.
  constexpr int tile_rows() const {
    if (few_channels()) return 4;
    if (of_batch) return late && wide_vectors ? 8 : 4;
    return wide_vectors && tiles() % 8 == 0 ? 8 : even_part(tiles(), 5);
  }

  /// At most so many filters have their M in scratch at a time. With few channels 32 of them take 1.1 times
  /// as long as 16. For the tiles of a batch all, so that each V is read
  /// once, and with small ones, so that U is.
  constexpr int most_filters() const {
    const int all = to_16(geometry.filters);
    if (late) return (std::min)(all, of_batch ? 32 : 16);
    return of_batch || small_tiles ? all : (std::min)(all, few_channels() ? 16 : 64);
  }

  /// Tiles whose M is in scratch at a time: more where the second-level cache does not hold U, which then had
  /// better be read seldom. Elsewhere more of them take memory and are not faster.
  constexpr int band() const {
    if (of_batch) return 32;
    if (few_channels()) return tile_rows();
    return tile_rows() * (std::min)(u_size() >= 1 << 17 ? 5 : 3, tiles() / tile_rows());
  }

  /// Tiles whose V is in scratch at a time; with few channels they lie in one row.
  constexpr int group() const { return few_channels() ? even_part(tiles_across(), 16) : band(); }

  /// Steps in V[point] between tiles and between channels: those of even columns and odd ones side by side,
  /// behind those of even rows those of odd ones. The last vector of a tile may run over the next one, which
  /// is written later, or over the end.
  constexpr int v_tile() const { return few_channels() ? 1 : to_16(depth()); }
  constexpr int v_channel() const { return few_channels() ? 16 : 1; }
  constexpr int v_point() const {
    return few_channels() ? 16 * channels() : off_4096(band() * v_tile() + 16 * (stride() - 1));
  }
  constexpr int m_point(int panel) const { return off_4096(band() * panel); }

  constexpr int u_point() const {
    return off_4096(depth() * (late ? most_filters() : to_16(geometry.filters)));
  }

  constexpr std::size_t u_size() const { return size(points() * u_point()); }
  /// What is made ready beforehand: U, or the kernel by blocks of filters, the last one padded.
  constexpr std::size_t prepared_size() const {
    const int weights = geometry.window * geometry.window;
    return late ? size(weights * channels() * (to_16(geometry.filters) + most_filters())) : u_size();
  }
  constexpr std::size_t v_size() const { return size(points() * v_point()); }
  constexpr std::size_t m_size() const { return size(points() * m_point(most_filters())); }

  /// With few channels, 6 rows of pixels under 16 tiles, and then one of them transposed: 16 tiles side by
  /// side.
  constexpr int row_size() const { return to_16((15 * side() + 6) * channels() + 3); }
  constexpr int row_columns() const { return divide_up(6 * channels(), 4) * 4; }
  constexpr std::size_t rows_size() const {
    return few_channels() ? size(6 * row_size() + 16 * row_columns()) : 0;
  }

  constexpr std::size_t scratch_size() const {
    return v_size() + m_size() + rows_size() + (late ? u_size() : 0);
  }

 private:
  static constexpr std::size_t size(int floats) { return static_cast<std::size_t>(floats); }
};

/// The gradient of the kernel of such a convolution, by the same products the other way round:
///   V = B' d B for each tile and channel, W = A dy A' for each tile and filter,
///   U[i] = V[i]' W[i] for each of the 36 points i: a product (channels, tiles) x (tiles, filters),
///   dg = G' U G for each channel and filter
/// Sums go over the tiles of a whole batch, many at a time, since U is four times as large as the kernel.
struct WinogradGradient {
  static constexpr int points = 36;
  static constexpr int group = 32;  ///< tiles whose V and W are in scratch at a time

  ConvGeometry geometry;

  constexpr Winograd tiling() const { return {geometry}; }
  constexpr int channels() const { return geometry.column; }
  constexpr int v_tile() const { return to_16(channels()); }
  constexpr int w_tile() const { return to_16(geometry.filters); }
  constexpr int v_point() const { return off_4096(group * v_tile()); }
  constexpr int w_point() const { return off_4096(group * w_tile()); }
  constexpr int u_point() const { return off_4096(channels() * w_tile()); }

  constexpr std::size_t v_size() const { return static_cast<std::size_t>(points * v_point()); }
  constexpr std::size_t scratch_size() const {
    return v_size() + static_cast<std::size_t>(points * w_point());
  }
  constexpr std::size_t u_size() const { return static_cast<std::size_t>(points * u_point()); }
};

/// Whether the tiles of a batch had better be computed together: an image has few, and for each the
/// transformed kernel comes from the third-level cache. .6 of the time for 8 x 8 pixels of 128 channels.
constexpr bool winograd_pays_of_batch(const Winograd& w) {
  return !w.few_channels() && w.tiles() < 16 && w.u_size() >= 1 << 18;
}

/// Whether a trainer, which transforms the kernel at each step, had better do so late: the tiles of 32
/// samples meet it at once. .97 of the time of a residual net's step, and a third of the memory.
constexpr bool trains_by_late_kernel(const Winograd& w) { return winograd_pays_of_batch(w) && w.tiles() < 4; }

/// Products are so many tenths of those of plain sums, or fewer.
constexpr bool winograd_saves(const Winograd& w, int tenths) {
  return std::int64_t{10} * w.products() * w.tiles() <=
         std::int64_t{tenths} * w.geometry.window * w.geometry.window * w.rows() * w.columns();
}

/// Whether it can be done: windows and strides are square, and pools fill a tile.
constexpr bool winograd_fits(const ConvGeometry& g, int channels) {
  const Winograd w{g};
  const bool square = g.run == g.window * channels && g.column == w.stride() * channels;
  const bool window = g.window == 3 || g.window == 5 || (g.window == 7 && w.stride() == 2);
  return square && window && w.stride() <= 2 && w.side() % g.pool == 0 && w.rows() >= 4 && w.columns() >= 4;
}

/// Whether Winograd is faster than plain sums, as measured (the tables are in benchmarks/README.md): a third
/// of the time for an image of 32 channels, with stride 2 half to .85 of it. Not for one channel, nor for
/// images of so few tiles that transforms cost more than they save, unless those of a batch stand together,
/// nor for more than 256 channels (with stride 2 128) or filters: there the transformed kernel leaves the
/// caches, and the error passes 1e-5.
/// Where a multiply-add rounds twice, images of few channels keep plain sums: after 20 steps the flagship's
/// loss is then 7e-4 of it away from Keras's in double, by Winograd 3e-3.
constexpr bool winograd_pays(const ConvGeometry& g, int channels, bool of_batch) {
  const Winograd w{g};
  if (!winograd_fits(g, channels) || channels > 256 || g.filters > 256) return false;
  if (channels < (fused_multiply_add ? 2 : 5)) return false;
  const int pixels = w.rows() * w.columns();
  const bool together = of_batch && winograd_pays_of_batch(w);
  if (w.stride() == 1)
    return pixels >= (w.few_channels() ? 144 : 49) || (together && g.window == 3 && winograd_saves(w, 5));
  const bool channels_pay = channels >= (g.window == 3 ? 16 : 3) && channels <= 128;
  return channels_pay && g.filters >= 16 && w.u_size() <= 1 << 21 && winograd_saves(w, 8) &&
         (together || (pixels >= 49 && !winograd_pays_of_batch(w)));
}

/// Whether it is for the gradient of the kernel, over the tiles of `samples` images: products are a half at
/// most, vectors of channels and filters are filled, and U, which is 4 times as large as the kernel, has
/// tiles enough.
constexpr bool winograd_gradient_pays(const ConvGeometry& g, int channels, int samples) {
  const bool stride_1 = g.row == g.image_row && g.column == channels;
  const bool fits = g.window == 3 && g.run == 3 * channels && stride_1 && 4 % g.pool == 0 &&
                    g.height * g.pool >= 4 && g.width * g.pool >= 4;
  if (!fits) return false;
  const bool saves = winograd_saves({g}, 5) && samples * Winograd{g}.tiles() >= 32;
  return saves && channels >= 16 && g.filters >= 16 && channels <= 256 && g.filters <= 256;
}

}  // namespace cameo::inline CAMEO_ABI::plan
