// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/data/picture.hpp"

/// The picture of pillow_figures.py: (37 x + 91 y + 53 c + 7 x y) modulo 256.
inline cameo::Picture test_picture(int height, int width, int channels) {
  cameo::Picture picture(height, width, channels);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        picture.pixel(y, x)[c] = static_cast<std::uint8_t>(37 * x + 91 * y + 53 * c + 7 * x * y);
  return picture;
}
