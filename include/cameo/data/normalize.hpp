// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "cameo/data/picture.hpp"

namespace cameo::inline CAMEO_ABI {

/// Keras's Rescaling: x = byte * scale + offset. `x` has the picture's shape (height, width, channels).
inline void rescale(PictureView picture, float scale, float offset, float* x) {
  for (std::size_t i = 0; i < picture.size(); ++i)
    x[i] = static_cast<float>(picture.pixels[i]) * scale + offset;
}

/// x = (byte / 255 - mean[c]) / deviation[c]. `x` has the picture's shape (height, width, channels).
/// Requires as many means and deviations as channels, no deviation of zero.
inline void normalize(PictureView picture, std::span<const float> mean, std::span<const float> deviation,
                      float* x) {
  for (std::size_t i = 0; i < picture.size();)
    for (std::size_t c = 0; c < mean.size(); ++c, ++i)
      x[i] = (static_cast<float>(picture.pixels[i]) / 255.0f - mean[c]) / deviation[c];
}

}  // namespace cameo::inline CAMEO_ABI
