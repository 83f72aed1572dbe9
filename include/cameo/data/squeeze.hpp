// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "cameo/data/channels.hpp"
#include "cameo/data/crop.hpp"
#include "cameo/data/resize.hpp"

namespace cameo::inline CAMEO_ABI {

/// Any picture to `size` (height, width, channels), its sides changed independently: nothing is cut off.
/// Error: as resize and with_channels.
inline Result<Picture> squeeze(PictureView picture, std::array<int, 3> size) {
  Result<Picture> converted = with_channels(picture, size[2]);
  if (!converted) return converted;
  return resize(*converted, size[0], size[1]);
}

/// The middle square of any picture to `size`: proportions stay when size is square. Error: as squeeze.
inline Result<Picture> squeeze_center_square(PictureView picture, std::array<int, 3> size) {
  Result<Picture> square = crop(picture, center_square(picture));
  if (!square) return square;
  return squeeze(*square, size);
}

}  // namespace cameo::inline CAMEO_ABI
