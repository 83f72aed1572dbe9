// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/result.hpp"
#include "cameo/data/picture.hpp"

namespace cameo::inline CAMEO_ABI {

/// Luma of ITU-R BT.601, 0.299 red + 0.587 green + 0.114 blue in 16-bit fixed point, as Pillow's 'L':
/// (h, w, 3) -> (h, w, 1). A gray picture is copied. Requires 1 or 3 channels.
inline Picture to_gray(PictureView picture) {
  if (picture.channels == 1) return Picture(picture);
  Picture out(picture.height, picture.width, 1);
  for (std::size_t i = 0; i < out.pixels.size(); ++i) {
    const std::uint8_t* rgb = picture.pixels + 3 * i;
    out.pixels[i] =
        static_cast<std::uint8_t>((rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 32768) >> 16);
  }
  return out;
}

/// Gray three times: (h, w, 1) -> (h, w, 3). A picture in colour is copied. Requires 1 or 3 channels.
inline Picture to_rgb(PictureView picture) {
  if (picture.channels == 3) return Picture(picture);
  Picture out(picture.height, picture.width, 3);
  for (std::size_t i = 0; i < out.pixels.size(); ++i) out.pixels[i] = picture.pixels[i / 3];
  return out;
}

/// Gray or in colour: (h, w, 1 or 3) -> (h, w, channels). Error: other numbers of channels.
inline Result<Picture> with_channels(PictureView picture, int channels) {
  const auto known = [](int count) { return count == 1 || count == 3; };
  if (!known(picture.channels) || !known(channels))
    return Error("a picture has 1 or 3 channels, but ", picture.channels, " were to become ", channels);
  return channels == 1 ? to_gray(picture) : to_rgb(picture);
}

}  // namespace cameo::inline CAMEO_ABI
