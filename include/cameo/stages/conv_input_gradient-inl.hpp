// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "cameo/simd/bytes-inl.hpp"
#include "cameo/simd/conv_input_sums-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/simd/transpose-inl.hpp"
#include "cameo/stages/conv_window-inl.hpp"
#include "cameo/stages/winograd_conv-inl.hpp"
#include "cameo/stages/winograd_kernels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Gradient of a convolution's input, from the live cells only.
template <class Block>
struct ConvInputGradient {
  static constexpr ConvGeometry Geometry = Block::geometry;
  static constexpr int channels = Block::Input::channels;

  /// Channels that a product makes at once.
  static constexpr int panel = even_part(channels / max_lanes, 3) * max_lanes;

  /// The filters as this stage reads them: each in one piece, with zeros behind its rows; or, for a product,
  /// [row][column][panel of channels][filter][panel]; or, for a patch that slides, [vector of
  /// channels][filter][row][column][lanes].
  static void prepare(const float* w, float* filters) {
    if constexpr (Block::turns) {
      float* kernel = filters + Block::turned.prepared_size();  // (window, window, filters, channels)
      for (int tap = 0; tap < taps; ++tap)
        transpose(w + (taps - 1 - tap) * channels * Geometry.filters, Geometry.filters, channels,
                  Geometry.filters, kernel + tap * Geometry.filters * channels, channels);
      WinogradKernels<Block::turned>::prepare(kernel, filters);
    } else if constexpr (by_product) {
      for (int tap = 0; tap < taps; ++tap)
        over_parts<channels, panel>([&]<int Channels>(int c) HWY_ATTR {
          transpose(w + (tap * channels + c) * Geometry.filters, Geometry.filters, Channels, Geometry.filters,
                    filters + (tap * channels + c) * Geometry.filters, Channels);
        });
    } else if constexpr (slides) {
      for (int c = 0; c < channels; c += max_lanes)
        for (int tap = 0; tap < taps; ++tap)
          transpose(w + (tap * channels + c) * Geometry.filters, Geometry.filters, max_lanes,
                    Geometry.filters, filters + c * Geometry.filters * taps + tap * max_lanes,
                    taps * max_lanes);
    } else {
      std::fill_n(filters, Block::filters * Block::filter_size, 0.0f);
      for (int row = 0; row < Geometry.window; ++row)
        for (int k = 0; k < Geometry.run; ++k)
          for (int f = 0; f < Geometry.filters; ++f)
            filters[Window::place(f, row, k)] = w[(row * Geometry.run + k) * Geometry.filters + f];
    }
  }

  /// dx itself of `samples` images, one unless Block::turned.of_batch, by Winograd; `scratch` is for dy with
  /// a border, and what Winograd wants.
  static void turn(int samples, const float* dy, const std::uint8_t* positions, const float* u,
                   float* scratch, float* dx) {
    const auto image_of = [&](int sample) {
      const auto before = sample * static_cast<std::ptrdiff_t>(Block::Output::size);
      return with_border(dy + before, positions + (Block::has_positions ? before : 0), scratch);
    };
    WinogradConv<Block::turned>::template forward<false, false, false>(
        samples, image_of, u, nullptr, no_bias.data(), dx, reinterpret_cast<std::uint8_t*>(dx),
        scratch + Block::turned_image, {});
  }

  /// Adds to dx, which has the image's border.
  static void add(const float* dy, const std::uint8_t* positions, const float* filters, float* dx) {
    if constexpr (by_product)
      add_tap_by_tap(dy, filters, dx);
    else if constexpr (slides)
      for (int c = 0; c < channels; c += max_lanes)
        slide_over_image(dy, positions, filters + c * Geometry.filters * taps, dx + c);
    else
      add_cell_by_cell(dy, positions, filters, dx);
  }

 private:
  /// The gradient of what the convolution made, within the border of zeros that the turned kernel reaches.
  static const float* with_border(const float* dy, const std::uint8_t* positions, float* copy) {
    constexpr int run = Block::Output::width * Geometry.filters, row = Block::turned_geometry.image_row,
                  inside = (Block::reach - Block::rows.padding_before()) * row +
                           (Block::reach - Block::columns.padding_before()) * Geometry.filters;
    std::fill_n(copy, Block::turned_image, 0.0f);
    for (int i = 0; i < Block::Output::height * Geometry.pool; ++i) {
      float* to = copy + inside + i * row;
      const int from = i / Geometry.pool * run;
      if constexpr (Block::has_positions)
        gradient_of_row(dy + from, positions + from, i % Geometry.pool, to);
      else
        std::copy_n(dy + from, run, to);
    }
    return copy;
  }

  /// Of row `y` of the pooling windows of a row of cells.
  static void gradient_of_row(const float* dy, const std::uint8_t* positions, int y, float* to) {
    for (int column = 0; column < Geometry.width;
         ++column, dy += Geometry.filters, positions += Geometry.filters)
      for (int x = 0; x < Geometry.pool; ++x, to += Geometry.filters)
        over_parts<Geometry.filters, max_lanes>([&]<int Count>(int f) HWY_ATTR {
          const FloatVector gradient[] = {gradient_at<true>(dy + f, positions + f, y * Geometry.pool + x)};
          store_row(gradient, to + f, std::size_t{Count});
        });
  }

  using Window = ConvWindow<Block>;
  static constexpr std::array<float, padded_to_16(channels)> no_bias{};
  using Patch = SlidingPatch<Geometry, channels>;
  static constexpr int taps = Patch::taps, columns = Geometry.run / channels;

  /// Where every cell lives, as behind a convolution that is normalized, each place of the window is a matrix
  /// product.
  static constexpr bool by_product = !Block::has_positions && channels % max_lanes == 0;

  /// A patch of dx stays in registers while its cell slides along a row: .7 to .85 of the time. It still pays
  /// with 16 registers, some of which are then in memory. The sums of a smaller patch would wait for each
  /// other.
  static constexpr bool slides = Geometry.row == Geometry.image_row && Geometry.column == channels &&
                                 channels % max_lanes == 0 && Patch::rows * Patch::columns >= 4 &&
                                 Patch::rows * Patch::columns <= (registers == 32 ? 25 : 16);

  /// dx of a vector of channels.
  static void slide_over_image(const float* dy, const std::uint8_t* positions, const float* weights,
                               float* dx) {
    Patch sums;
    for (int row = 0; row < Geometry.height; ++row) {
      float* corner = dx + Geometry.cell(row, 0);
      sums.load(corner, 0);
#pragma GCC unroll 1
      for (int column = 0; column < Geometry.width;
           ++column, corner += Geometry.cell(0, 1), dy += Geometry.filters, positions += Geometry.filters) {
        if (column > 0) sums.load(corner, Patch::columns - Geometry.pool);
        add_positions(dy, positions, weights, sums, std::make_integer_sequence<int, Geometry.positions()>());
        sums.store(corner, 0, column + 1 < Geometry.width ? Geometry.pool : Patch::columns);
        sums.slide();
      }
    }
  }

  template <int... Position>
  static HWY_INLINE void add_positions(const float* dy, const std::uint8_t* positions, const float* weights,
                                       Patch& sums, std::integer_sequence<int, Position...>) {
    constexpr int filter_size = taps * max_lanes;
    (..., [&]() HWY_ATTR {
      for (int f = 0; f < Geometry.filters; f += 64)
        sums.template add<Position>(weights + f * filter_size, dy + f, live_at(positions, f, Position));
    }());
  }

  /// A bit for each filter from f on, up to 64, that lives at a position.
  static HWY_INLINE std::uint64_t live_at(const std::uint8_t* positions, int f, int position) {
    const int count = (std::min)(Geometry.filters - f, 64);
    return Block::has_positions ? equal_bytes(positions + f, static_cast<std::uint8_t>(position), count)
                                : ~std::uint64_t{0} >> (64 - count);
  }

  static void add_tap_by_tap(const float* dy, const float* filters, float* dx) {
    for (int tap = taps - 1; tap >= 0; --tap)  // so that cells come in their order
      over_parts<channels, panel>([&]<int Channels>(int c) HWY_ATTR {
        const float* weights = filters + (tap * channels + c) * Geometry.filters;
        float* to = dx + tap / columns * Geometry.image_row + tap % columns * channels + c;
        for (int row = 0; row < Geometry.height; ++row)
          over_parts<Geometry.width, even_part(Geometry.width, product_rows(registers))>(
              [&]<int Cells>(int column) HWY_ATTR {
                float* pixels = to + Geometry.cell(row, column);
                FloatVector sums[Cells][Channels / max_lanes];
                load_rows(pixels, Geometry.column, Channels, sums);
                add_product(Geometry.filters, dy + (row * Geometry.width + column) * Geometry.filters,
                            Geometry.filters, 1, weights, Channels, sums);
                store_rows(sums, pixels, Geometry.column, Channels);
              });
      });
  }

  static void add_cell_by_cell(const float* dy, const std::uint8_t* positions, const float* weights,
                               float* dx) {
    for (int cell = 0; cell < Geometry.cells(); ++cell, dy += Geometry.filters, positions += Geometry.filters)
      for (int p = 0; p < Geometry.positions(); ++p) {
        float* corner =
            dx + Geometry.cell(cell / Geometry.width, cell % Geometry.width) + Geometry.position(p);
        for (int f = 0; f < Geometry.filters; f += 64) {
          const std::uint64_t live = live_at(positions, f, p);
          if (live == 0) continue;
          Window::over_tiles([&]<int Rows, int Vectors>(int row, int k) HWY_ATTR {
            add_filters<Geometry.image_row, Block::padded_run, Window::place(1, 0, 0), Rows, Vectors>(
                weights + Window::place(f, row, k), dy + f, live, corner + row * Geometry.image_row + k);
          });
        }
      }
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
