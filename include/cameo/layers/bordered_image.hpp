// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "cameo/core/shape.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// An image within the border of zeros that windows want, each of its channels `Repeat` times side by side.
/// Where there is neither border nor repetition it is the image itself.
template <class In, WindowAxis Rows, WindowAxis Columns, int Repeat = 1>
struct BorderedImage {
  static constexpr bool bordered = Rows.padding_total() + Columns.padding_total() > 0,
                        copied = bordered || Repeat > 1;
  static constexpr int channels = In::channels * Repeat;
  static constexpr int row = (In::width + Columns.padding_total()) * channels;  ///< floats
  static constexpr std::size_t size =
      static_cast<std::size_t>(In::height + Rows.padding_total()) * std::size_t{row};
  static constexpr std::size_t scratch = copied ? size : 0;  ///< floats of the copy

  /// x, or its copy.
  static const float* of(const float* x, float* copy) {
    if constexpr (copied) {
      std::fill_n(copy, inside, 0.0f);
      for (int i = 0; i < In::height; ++i, x += image_row) {
        float* to = copy + inside + i * row;
        if constexpr (Repeat == 1)
          std::copy_n(x, image_row, to);
        else
          for (int k = 0; k < image_row; ++k) std::fill_n(to + k * Repeat, Repeat, x[k]);
        std::fill_n(to + image_row * Repeat, i + 1 < In::height ? between : after, 0.0f);
      }
      return copy;
    }
    return x;
  }

  /// Zeros, to which a gradient is added: dx itself, or the copy.
  static float* blank(float* dx, float* copy) {
    float* to = copied ? copy : dx;
    std::fill_n(to, size, 0.0f);
    return to;
  }

  /// dx from the copy: without the border, repeated channels added up.
  static void crop(const float* copy, float* dx) {
    if constexpr (copied)
      for (int i = 0; i < In::height; ++i, dx += image_row) {
        const float* from = copy + inside + i * row;
        if constexpr (Repeat == 1)
          std::copy_n(from, image_row, dx);
        else
          for (int k = 0; k < image_row; ++k, from += Repeat)
            dx[k] = std::accumulate(from, from + Repeat, 0.0f);
      }
  }

 private:
  static constexpr int image_row = In::width * In::channels;
  /// Floats of the border: before the first row of the image, from one row to the next, after the last.
  static constexpr int inside = Rows.padding_before() * row + Columns.padding_before() * channels,
                       between = Columns.padding_total() * channels,
                       after = static_cast<int>(size) - inside - In::height * row + between;
};

/// A depthwise convolution makes its input's gradient without a BorderedImage.
template <WindowAxis Rows, WindowAxis Columns, int Multiplier>
inline constexpr bool depthwise_turns = Multiplier == 1 && Rows.can_turn() && Columns.can_turn();

/// Floats that a depthwise convolution's backward pass wants in scratch.
template <class In, WindowAxis Rows, WindowAxis Columns, int Multiplier>
inline constexpr std::size_t depthwise_scratch =
    depthwise_turns<Rows, Columns, Multiplier> ? 0 : BorderedImage<In, Rows, Columns, Multiplier>::scratch;

/// Without a border: x itself where nothing is repeated.
template <class In, int Repeat>
using RepeatedImage =
    BorderedImage<In, WindowAxis{In::height, 1, 1, {}}, WindowAxis{In::width, 1, 1, {}}, Repeat>;

}  // namespace cameo::inline CAMEO_ABI::detail
