// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "cameo/core/random.hpp"
#include "cameo/data/augmentation.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// Which part of a stored picture a sample shows, turned and mirrored, and in which light: output pixel (y,
/// x) is the stored picture at (top, left) + y * down + x * right, and a value v becomes mean + (v - mean) *
/// contrast + brightness.
struct RandomView {
  float top, left;
  float down_y, down_x;
  float right_y, right_x;
  float contrast, brightness;

  /// What stream `key` draws. `stored` and `size` are (height, width, channels) of the stored picture and of
  /// the network's input.
  RandomView(const Augmentation& augmentation, std::array<int, 3> stored, std::array<int, 3> size,
             std::uint64_t key) {
    enum : std::uint64_t { crop_y, crop_x, flip, angle, light, scale };
    const int room_y = stored[0] - size[0], room_x = stored[1] - size[1];
    const int first_row = augmentation.random_crop ? uniform_to(room_y, key, crop_y) : room_y / 2;
    const int first_column = augmentation.random_crop ? uniform_to(room_x, key, crop_x) : room_x / 2;
    const bool mirrored = augmentation.horizontal_flip && random_uniform(key, flip) < 0.5f;
    const float radians = symmetric(augmentation.rotation_degrees, key, angle) * 0.017453292519943295f;
    const float cosine = std::cos(radians), sine = std::sin(radians);
    const float mirror = mirrored ? -1.0f : 1.0f;
    const float center_y = static_cast<float>(size[0] - 1) / 2,
                center_x = static_cast<float>(size[1] - 1) / 2;
    down_y = cosine;
    down_x = -sine;
    right_y = sine * mirror;
    right_x = cosine * mirror;
    top = std::fma(-center_x, right_y, std::fma(-center_y, down_y, static_cast<float>(first_row) + center_y));
    left = std::fma(-center_x, right_x,
                    std::fma(-center_y, down_x, static_cast<float>(first_column) + center_x));
    contrast = std::fma(augmentation.contrast, two_sided(key, scale), 1.0f);
    brightness = 255 * symmetric(augmentation.brightness, key, light);
  }

 private:
  /// Uniform in [-range, range).
  static constexpr float symmetric(float range, std::uint64_t key, std::uint64_t counter) {
    return range == 0 ? 0 : two_sided(key, counter) * range;
  }

  /// Uniform in [-1, 1).
  static constexpr float two_sided(std::uint64_t key, std::uint64_t counter) {
    return 2 * random_uniform(key, counter) - 1;
  }

  /// One of 0 .. most, each with the same probability.
  static constexpr int uniform_to(int most, std::uint64_t key, std::uint64_t counter) {
    return static_cast<int>(random_bits(key, counter) % (static_cast<std::uint64_t>(most) + 1));
  }
};

}  // namespace cameo::inline CAMEO_ABI::detail
