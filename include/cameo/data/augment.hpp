// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "cameo/core/random.hpp"
#include "cameo/data/augmentation.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// What one sample draws: output pixel (y, x) shows the stored picture at (top, left) + y * down + x * right,
/// and a byte b becomes b * gain + lift.
struct Draw {
  float top, left;
  float down_y, down_x;
  float right_y, right_x;
  float gain, lift;
};

/// Uniform in [-range, range).
constexpr float symmetric(float range, std::uint64_t key, std::uint64_t counter) {
  return range == 0 ? 0 : (2 * random_uniform(key, counter) - 1) * range;
}

/// Any of the places 0 .. room, each with the same probability.
constexpr int place(int room, std::uint64_t key, std::uint64_t counter) {
  return static_cast<int>(random_bits(key, counter) % (static_cast<std::uint64_t>(room) + 1));
}

/// The mean of all bytes of a picture.
inline float mean_of(const std::uint8_t* bytes, std::size_t size) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += bytes[i];
  return static_cast<float>(static_cast<double>(sum) / static_cast<double>(size));
}

/// `stored` and `size` are (height, width, channels) of the stored picture and of the network's input.
inline Draw draw(const Augmentation& augmentation, const std::uint8_t* bytes, std::array<int, 3> stored,
                 std::array<int, 3> size, std::uint64_t key) {
  enum : std::uint64_t { crop_y, crop_x, flip, angle, brightness, contrast };
  const int room_y = stored[0] - size[0], room_x = stored[1] - size[1];
  const int top = augmentation.random_crop ? place(room_y, key, crop_y) : room_y / 2;
  const int left = augmentation.random_crop ? place(room_x, key, crop_x) : room_x / 2;
  const bool mirrored = augmentation.horizontal_flip && random_uniform(key, flip) < 0.5f;
  const float radians = symmetric(augmentation.rotation_degrees, key, angle) * 0.017453292519943295f;
  const float cosine = std::cos(radians), sine = std::sin(radians);
  const float mirror = mirrored ? -1.0f : 1.0f;
  const float center_y = static_cast<float>(size[0] - 1) / 2, center_x = static_cast<float>(size[1] - 1) / 2;

  Draw draw{};
  draw.down_y = cosine;
  draw.down_x = -sine;
  draw.right_y = sine * mirror;
  draw.right_x = cosine * mirror;
  draw.top = static_cast<float>(top) + center_y - center_y * draw.down_y - center_x * draw.right_y;
  draw.left = static_cast<float>(left) + center_x - center_y * draw.down_x - center_x * draw.right_x;
  draw.gain = 1 + symmetric(augmentation.contrast, key, contrast);
  draw.lift = 255 * symmetric(augmentation.brightness, key, brightness);
  if (augmentation.contrast != 0) {
    const auto pixels = static_cast<std::size_t>(stored[0]) * static_cast<std::size_t>(stored[1]);
    draw.lift += mean_of(bytes, pixels * static_cast<std::size_t>(stored[2])) * (1 - draw.gain);
  }
  return draw;
}

}  // namespace detail

namespace detail {

inline float lit(float byte, const Draw& draw, float scale) {
  return std::clamp(byte * draw.gain + draw.lift, 0.0f, 255.0f) * scale;
}

/// Without rotation every point is a pixel: rows are read forwards or backwards.
inline void show_upright(const Draw& draw, const std::uint8_t* bytes, std::array<int, 3> stored, float scale,
                         std::array<int, 3> size, float* x) {
  const int channels = stored[2], step = draw.right_x < 0 ? -channels : channels;
  for (int row = 0; row < size[0]; ++row) {
    const std::ptrdiff_t first = std::ptrdiff_t{static_cast<int>(draw.top) + row} * stored[1];
    const std::uint8_t* in = bytes + (first + static_cast<int>(draw.left)) * channels;
    for (int column = 0; column < size[1]; ++column, in += step)
      for (int c = 0; c < channels; ++c) *x++ = lit(in[c], draw, scale);
  }
}

inline void show_rotated(const Draw& draw, const std::uint8_t* bytes, std::array<int, 3> stored, float scale,
                         std::array<int, 3> size, float* x) {
  const float last_y = static_cast<float>(stored[0] - 1), last_x = static_cast<float>(stored[1] - 1);
  const int channels = stored[2], row_bytes = stored[1] * channels;
  for (int row = 0; row < size[0]; ++row)
    for (int column = 0; column < size[1]; ++column) {
      const auto down = static_cast<float>(row), right = static_cast<float>(column);
      const float y = std::clamp(draw.top + down * draw.down_y + right * draw.right_y, 0.0f, last_y);
      const float x_in = std::clamp(draw.left + down * draw.down_x + right * draw.right_x, 0.0f, last_x);
      const int top = static_cast<int>(y), left = static_cast<int>(x_in);
      const float part_y = y - static_cast<float>(top), part_x = x_in - static_cast<float>(left);
      const std::uint8_t* corner = bytes + std::ptrdiff_t{top} * row_bytes + left * channels;
      const int next_x = left + 1 < stored[1] ? channels : 0, next_y = top + 1 < stored[0] ? row_bytes : 0;
      for (int c = 0; c < channels; ++c) {
        const auto at = [corner, c](int offset) { return static_cast<float>(corner[offset + c]); };
        const float above = at(0) + (at(next_x) - at(0)) * part_x;
        const float below = at(next_y) + (at(next_y + next_x) - at(next_y)) * part_x;
        *x++ = lit(above + (below - above) * part_y, draw, scale);
      }
    }
}

}  // namespace detail

/// One augmented sample: x (size) = clip(bilinear(bytes) * gain + lift, 0, 255) * scale, all in one pass.
///
/// Crop, mirror and rotation about the crop's centre are one affine map; the corners of a rotated crop show
/// what the stored picture has there, its edge repeated outside. The contrast keeps the stored picture's
/// mean. Without rotation every point is a pixel, and its value exact. Requires stored sizes of at least the
/// input's, the same channels. Cost: about 4 reads and 5 multiply-adds a value with rotation, 1 without.
inline void augment(const Augmentation& augmentation, const std::uint8_t* bytes,  // (stored)
                    std::array<int, 3> stored, float scale, std::array<int, 3> size, std::uint64_t key,
                    float* x) {  // (size)
  const detail::Draw draw = detail::draw(augmentation, bytes, stored, size, key);
  if (augmentation.rotation_degrees == 0)
    detail::show_upright(draw, bytes, stored, scale, size, x);
  else
    detail::show_rotated(draw, bytes, stored, scale, size, x);
}

}  // namespace cameo::inline CAMEO_ABI
