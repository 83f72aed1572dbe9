// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/data/picture.hpp"

namespace cameo::inline CAMEO_ABI {

/// Mirrors left and right: out(y, x) = picture(y, width - 1 - x).
inline Picture flip_horizontal(PictureView picture) {
  Picture out(picture.height, picture.width, picture.channels);
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      std::copy_n(picture.pixel(y, picture.width - 1 - x), picture.channels, out.pixel(y, x));
  return out;
}

/// Mirrors top and bottom: out(y, x) = picture(height - 1 - y, x).
inline Picture flip_vertical(PictureView picture) {
  Picture out(picture.height, picture.width, picture.channels);
  for (int y = 0; y < picture.height; ++y)
    std::copy_n(picture.row(picture.height - 1 - y), picture.row_bytes(), out.row(y));
  return out;
}

/// Mirrors at the main diagonal: out(y, x) = picture(x, y).
inline Picture flip_diagonal(PictureView picture) {
  Picture out(picture.width, picture.height, picture.channels);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) std::copy_n(picture.pixel(x, y), picture.channels, out.pixel(y, x));
  return out;
}

}  // namespace cameo::inline CAMEO_ABI
