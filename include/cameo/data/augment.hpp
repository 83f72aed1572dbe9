// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "cameo/data/random_view.hpp"

namespace cameo::inline CAMEO_ABI {

// Products are added by std::fma: of the plain expression each compiler makes what it likes, and the same
// seed would show other samples.

namespace detail {

/// Where every point is a pixel: rows are read forwards or backwards.
inline void show_upright(const RandomView& view, const std::uint8_t* bytes, std::array<int, 3> stored,
                         std::array<int, 3> size, float* x) {
  const int channels = stored[2], step = view.right_x < 0 ? -channels : channels;
  for (int row = 0; row < size[0]; ++row) {
    const std::ptrdiff_t first = std::ptrdiff_t{static_cast<int>(view.top) + row} * stored[1];
    const std::uint8_t* in = bytes + (first + static_cast<int>(view.left)) * channels;
    for (int column = 0; column < size[1]; ++column, in += step)
      for (int c = 0; c < channels; ++c) *x++ = in[c];
  }
}

/// A coordinate of a line of `size` pixels, of which the first is at 0: outside it is reflected at the edge,
/// half a pixel beyond the last pixel, as often as needed: d c b a | a b c d | d c b a.
inline float reflected(float at, int size) {
  const float last = static_cast<float>(size - 1), period = 2 * static_cast<float>(size);
  if (at >= 0 && at <= last) return at;
  float from_edge = std::fmod(std::fabs(at + 0.5f), period);
  from_edge = (std::min)(from_edge, period - from_edge);
  return std::clamp(from_edge - 0.5f, 0.0f, last);
}

/// Bilinear between the four pixels around each point.
inline void show_warped(const RandomView& view, const std::uint8_t* bytes, std::array<int, 3> stored,
                        std::array<int, 3> size, float* x) {
  const int channels = stored[2], row_bytes = stored[1] * channels;
  for (int row = 0; row < size[0]; ++row)
    for (int column = 0; column < size[1]; ++column) {
      const auto down = static_cast<float>(row), right = static_cast<float>(column);
      const float y =
          reflected(std::fma(right, view.right_y, std::fma(down, view.down_y, view.top)), stored[0]);
      const float x_in =
          reflected(std::fma(right, view.right_x, std::fma(down, view.down_x, view.left)), stored[1]);
      const int top = static_cast<int>(y), left = static_cast<int>(x_in);
      const float part_y = y - static_cast<float>(top), part_x = x_in - static_cast<float>(left);
      const std::uint8_t* corner = bytes + std::ptrdiff_t{top} * row_bytes + left * channels;
      const int next_x = left + 1 < stored[1] ? channels : 0, next_y = top + 1 < stored[0] ? row_bytes : 0;
      for (int c = 0; c < channels; ++c) {
        const auto at = [corner, c](int offset) { return static_cast<float>(corner[offset + c]); };
        const float above = std::fma(at(next_x) - at(0), part_x, at(0));
        const float below = std::fma(at(next_y + next_x) - at(next_y), part_x, at(next_y));
        *x++ = std::fma(below - above, part_y, above);
      }
    }
}

/// Each value of `count`, `step` apart, becomes part * (before + after) + (1 - 2 part) * value; at the ends a
/// value stands for the one that is missing.
inline void blur_line(float part, float* x, int count, int step) {
  float before = *x;
  for (int i = 0; i < count; ++i, x += step) {
    const float value = *x, after = i + 1 < count ? x[step] : value;
    *x = std::fma(part, (before - value) + (after - value), value);
    before = value;
  }
}

inline void blur(float part, std::array<int, 3> size, float* x) {
  const int row = size[1] * size[2];
  for (int y = 0; y < size[0]; ++y)
    for (int c = 0; c < size[2]; ++c) blur_line(part, x + std::ptrdiff_t{y} * row + c, size[1], size[2]);
  for (int i = 0; i < row; ++i) blur_line(part, x + i, size[0], row);
}

/// v = 255 (v / 255)^gamma, between the 256 bytes linear.
inline void bend(float gamma, std::array<int, 3> size, float* x) {
  std::array<float, 257> curve{};
  for (std::size_t i = 0; i < curve.size(); ++i)
    curve[i] = static_cast<float>(
        255 * std::pow((std::min)(static_cast<double>(i), 255.0) / 255, static_cast<double>(gamma)));
  const std::ptrdiff_t count = std::ptrdiff_t{size[0]} * size[1] * size[2];
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const auto below = static_cast<std::size_t>(x[i]);
    x[i] = std::fma(curve[below + 1] - curve[below], x[i] - static_cast<float>(below), curve[below]);
  }
}

/// Adds a plane that is 0 in the middle.
inline void add_ramp(const RandomView& view, std::array<int, 3> size, float* x) {
  /// From -1 at the first of `count` pixels to 1 at the last.
  const auto across = [](int i, int count) {
    return count < 2 ? 0 : 2 * static_cast<float>(i) / static_cast<float>(count - 1) - 1;
  };
  for (int row = 0; row < size[0]; ++row) {
    const float of_row = view.ramp_down * across(row, size[0]);
    for (int column = 0; column < size[1]; ++column)
      for (int c = 0; c < size[2]; ++c, ++x) *x += std::fma(view.ramp_right, across(column, size[1]), of_row);
  }
}

/// Fills the view's square with the mean of each channel.
inline void cut_out(const RandomView& view, std::array<int, 3> size, float* x) {
  const std::ptrdiff_t pixels = std::ptrdiff_t{size[0]} * size[1];
  for (int c = 0; c < size[2]; ++c) {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < pixels; ++i) sum += static_cast<double>(x[i * size[2] + c]);
    const auto mean = static_cast<float>(sum / static_cast<double>(pixels));
    for (int row = view.cut_top; row < view.cut_top + view.cut_side; ++row)
      for (int column = view.cut_left; column < view.cut_left + view.cut_side; ++column)
        x[(std::ptrdiff_t{row} * size[1] + column) * size[2] + c] = mean;
  }
}

/// The mean of one channel of a picture.
inline float mean_of_channel(const std::uint8_t* bytes, std::array<int, 3> size, int channel) {
  const auto channels = static_cast<std::size_t>(size[2]);
  const std::size_t pixels = static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < pixels; ++i) sum += bytes[i * channels + static_cast<std::size_t>(channel)];
  return static_cast<float>(static_cast<double>(sum) / static_cast<double>(pixels));
}

/// x (size) = clip(mean + (x - mean) * contrast + brightness, 0, 255) * scale, the mean of the stored
/// picture's channel.
inline void light(const RandomView& view, const std::uint8_t* bytes, std::array<int, 3> stored, float scale,
                  std::array<int, 3> size, float* x) {
  const std::ptrdiff_t pixels = std::ptrdiff_t{size[0]} * size[1];
  for (int c = 0; c < size[2]; ++c) {
    float lift = view.brightness;
    if (view.contrast != 1) lift = std::fma(mean_of_channel(bytes, stored, c), 1 - view.contrast, lift);
    for (std::ptrdiff_t i = 0; i < pixels; ++i) {
      float& value = x[i * size[2] + c];
      value = std::clamp(std::fma(value, view.contrast, lift), 0.0f, 255.0f) * scale;
    }
  }
}

}  // namespace detail

/// One augmented sample, drawn from stream `key`: x (size) = clip(mean + (v - mean) * contrast + brightness +
/// ramp, 0, 255) * scale, v = curve(blur(bilinear(bytes))), and a square of it filled with its mean.
///
/// Crop, mirror, zoom, translation, and rotation and shear about the crop's centre are one affine map; what
/// lies beyond the stored picture is reflected at its edges. The mean is that of a channel of the whole
/// stored picture. With crop and mirror alone every point is a pixel, and its value exact. Requires stored
/// sizes of at least the input's, the same channels, and an augmentation that check_augmentation passes.
/// Cost: about 4 reads and 5 multiply-adds a value of such a map, 1 without.
inline void augment(const Augmentation& augmentation, const std::uint8_t* bytes,  // (stored)
                    std::array<int, 3> stored, float scale, std::array<int, 3> size, std::uint64_t key,
                    float* x) {  // (size)
  const detail::RandomView view(augmentation, stored, size, key);
  if (view.upright)
    detail::show_upright(view, bytes, stored, size, x);
  else
    detail::show_warped(view, bytes, stored, size, x);
  if (view.blur > 0) detail::blur(view.blur, size, x);
  if (view.gamma != 1) detail::bend(view.gamma, size, x);
  if (view.ramp_down != 0 || view.ramp_right != 0) detail::add_ramp(view, size, x);
  detail::light(view, bytes, stored, scale, size, x);
  if (view.cut_side > 0) detail::cut_out(view, size, x);
}

}  // namespace cameo::inline CAMEO_ABI
