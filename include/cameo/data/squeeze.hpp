// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "cameo/data/channels.hpp"
#include "cameo/data/crop.hpp"
#include "cameo/data/resize.hpp"

namespace cameo::inline CAMEO_ABI {

/// Any picture to `size` (height, width, channels), its sides changed independently: nothing is cut off. A
/// large picture is not copied on its way. Error: as resize and with_channels.
inline Result<Picture> squeeze(PictureView picture, std::array<int, 3> size) {
  const auto [height, width, channels] = size;
  if (picture.channels > channels) {  // gray first: fewer values to resize, and Pillow's order
    const Result<Picture> converted = with_channels(picture, channels);
    return converted ? resize(*converted, height, width) : converted;
  }
  const Result<Picture> resized = resize(picture, height, width);
  return resized ? with_channels(*resized, channels) : resized;
}

/// The middle square of any picture to `size`: proportions stay when size is square. Error: as squeeze.
inline Result<Picture> squeeze_center_square(PictureView picture, std::array<int, 3> size) {
  if (picture.height == picture.width) return squeeze(picture, size);
  const Result<Picture> square = crop(picture, center_square(picture));
  return square ? squeeze(*square, size) : square;
}

}  // namespace cameo::inline CAMEO_ABI
