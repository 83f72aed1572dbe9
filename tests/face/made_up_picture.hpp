// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "cameo/data/picture.hpp"
#include "cameo/face/face_place.hpp"
#include "face/made_up.hpp"

namespace made_up {

inline std::vector<cameo::PicturePoint> landmarks_of(const Points& points) {
  std::vector<cameo::PicturePoint> landmarks;
  for (const auto& [x, y] : points) landmarks.push_back({static_cast<double>(x), static_cast<double>(y)});
  return landmarks;
}

inline cameo::Picture smooth_picture(int rows, int columns, int channels) {
  cameo::Picture picture(rows, columns, channels);
  for (int y = 0; y < rows; ++y)
    for (int x = 0; x < columns; ++x)
      for (int c = 0; c < channels; ++c) picture.pixel(y, x)[c] = smooth(y, x, c);
  return picture;
}

}  // namespace made_up
