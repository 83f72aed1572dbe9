// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "cameo/core/random.hpp"
#include "cameo/data/augmentation.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// Which part of a stored picture a sample shows, turned and mirrored, and in which light: output pixel (y,
/// x) is the stored picture at (top, left) + y * down + x * right, and a value v becomes mean + (v - mean) *
/// contrast + brightness. What else happens to its values is of `augment`.
struct RandomView {
  float top, left;
  float down_y, down_x;
  float right_y, right_x;
  float contrast, brightness;
  bool upright;  ///< every point is a pixel

  float blur;                       ///< the part of each pixel beside
  float gamma;                      ///< the exponent
  float ramp_down, ramp_right;      ///< what the last row and column get more, and the first less
  int cut_top, cut_left, cut_side;  ///< a side of 0: nothing is cut out

  /// What stream `key` draws. `stored` and `size` are (height, width, channels) of the stored picture and of
  /// the network's input.
  RandomView(const Augmentation& augmentation, std::array<int, 3> stored, std::array<int, 3> size,
             std::uint64_t key) {
    enum : std::uint64_t {
      crop_y,
      crop_x,
      flip,
      angle,
      light,
      scale,
      zoom_by,
      move_y,
      move_x,
      slant,
      blur_by,
      curve,
      ramp_y,
      ramp_x,
      cuts,
      side,
      cut_y,
      cut_x
    };
    const int room_y = stored[0] - size[0], room_x = stored[1] - size[1];
    const int first_row = augmentation.random_crop ? uniform_to(room_y, key, crop_y) : room_y / 2;
    const int first_column = augmentation.random_crop ? uniform_to(room_x, key, crop_x) : room_x / 2;
    const bool mirrored = augmentation.horizontal_flip && random_uniform(key, flip) < 0.5f;
    constexpr float degree = 0.017453292519943295f;
    const float radians = symmetric(augmentation.rotation_degrees, key, angle) * degree;
    const float cosine = std::cos(radians), sine = std::sin(radians);
    const float mirror = mirrored ? -1.0f : 1.0f;
    const float center_y = static_cast<float>(size[0] - 1) / 2,
                center_x = static_cast<float>(size[1] - 1) / 2;
    const float part = 1 + symmetric(augmentation.zoom, key, zoom_by);
    const float shear = std::tan(symmetric(augmentation.shear_degrees, key, slant) * degree);
    right_y = sine * mirror * part;
    right_x = cosine * mirror * part;
    down_y = std::fma(shear, right_y, cosine * part);
    down_x = std::fma(shear, right_x, -sine * part);
    const float middle_y = static_cast<float>(first_row) + center_y +
                           symmetric(augmentation.translation, key, move_y) * static_cast<float>(size[0]);
    const float middle_x = static_cast<float>(first_column) + center_x +
                           symmetric(augmentation.translation, key, move_x) * static_cast<float>(size[1]);
    top = std::fma(-center_x, right_y, std::fma(-center_y, down_y, middle_y));
    left = std::fma(-center_x, right_x, std::fma(-center_y, down_x, middle_x));
    upright = augmentation.rotation_degrees == 0 && augmentation.zoom == 0 && augmentation.translation == 0 &&
              augmentation.shear_degrees == 0;
    contrast = std::fma(augmentation.contrast, two_sided(key, scale), 1.0f);
    brightness = 255 * symmetric(augmentation.brightness, key, light);
    blur = augmentation.blur / 3 * random_uniform(key, blur_by);
    gamma = augmentation.gamma == 0 ? 1 : std::exp(symmetric(augmentation.gamma, key, curve));
    ramp_down = 255 * symmetric(augmentation.light_ramp, key, ramp_y);
    ramp_right = 255 * symmetric(augmentation.light_ramp, key, ramp_x);
    const bool is_cut = random_uniform(key, cuts) < augmentation.cutout;
    const int most =
        static_cast<int>(augmentation.cutout_side * static_cast<float>((std::min)(size[0], size[1])));
    cut_side = is_cut ? most / 3 + uniform_to(most - most / 3, key, side) : 0;
    cut_top = uniform_to(size[0] - cut_side, key, cut_y);
    cut_left = uniform_to(size[1] - cut_side, key, cut_x);
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
