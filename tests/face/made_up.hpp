// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>

// Pictures and points that our tests and dlib_figures.cc, which does not include Cameo, make alike.

namespace made_up {

/// 150 x 150 pixels of noise, (150, 150, 3).
inline std::vector<std::uint8_t> noise() {
  std::vector<std::uint8_t> bytes(150 * 150 * 3);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525u + 1013904223u;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

/// A smooth picture.
inline std::uint8_t smooth(int y, int x, int channel) {
  const auto wave = [](int value) { return static_cast<std::uint8_t>(std::abs(value % 510 - 255)); };
  return channel == 0 ? wave(2 * x + y) : channel == 1 ? wave(x + 3 * y + 40) : wave(x * y / 50);
}
constexpr int height = 600, width = 800;

/// Five points of a face, (x, y), from the corner of the left eye in the picture on.
using Points = std::vector<std::pair<int, int>>;

/// Faces: upright; turned; small; cut by the corner; large, in two levels of a pyramid; turned by much.
inline std::vector<Points> faces() {
  return {
      {{460, 210}, {424, 213}, {335, 211}, {371, 214}, {398, 282}},
      {{450, 260}, {420, 245}, {340, 200}, {372, 220}, {372, 290}},
      {{420, 300}, {411, 301}, {388, 300}, {397, 301}, {404, 318}},
      {{62, 18}, {48, 19}, {12, 17}, {27, 18}, {38, 47}},
      {{700, 80}, {560, 92}, {190, 84}, {338, 90}, {447, 372}},
      {{410, 180}, {412, 210}, {405, 290}, {406, 262}, {470, 236}},
  };
}

/// 68 points of a face: rough ones, whose first 27, which alignment does not look at, are zeros.
inline Points many_points() {
  Points points(68, {0, 0});
  for (int i = 27; i < 68; ++i)
    points[static_cast<std::size_t>(i)] = {300 + i * 7 % 90 + i, 200 + i * 13 % 50 + 2 * i};
  return points;
}

}  // namespace made_up
