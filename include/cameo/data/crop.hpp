// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/result.hpp"
#include "cameo/data/picture.hpp"

namespace cameo::inline CAMEO_ABI {

/// A rectangle of a picture, in pixels from its top left corner.
struct Box {
  int top = 0;
  int left = 0;
  int height = 0;
  int width = 0;
};

/// The largest square in the middle, its corner rounded towards the top left.
constexpr Box center_square(PictureView picture) {
  const int side = (std::min)(picture.height, picture.width);
  return {(picture.height - side) / 2, (picture.width - side) / 2, side, side};
}

/// (h, w, c) -> (box.height, box.width, c). Error: an empty box, or one that leaves the picture.
inline Result<Picture> crop(PictureView picture, Box box) {
  const bool inside = box.top >= 0 && box.left >= 0 && box.height > 0 && box.width > 0 &&
                      box.height <= picture.height && box.top <= picture.height - box.height &&
                      box.width <= picture.width && box.left <= picture.width - box.width;
  if (!inside)
    return Error("crop: a box of ", box.height, "x", box.width, " pixels at (", box.top, ", ", box.left,
                 ") does not lie inside a picture of ", picture.height, "x", picture.width, " pixels");
  Picture out(box.height, box.width, picture.channels);
  for (int y = 0; y < box.height; ++y)
    std::copy_n(picture.pixel(box.top + y, box.left), PictureView(out).row_bytes(), out.row(y));
  return out;
}

/// The middle of a picture as Keras's CenterCrop cuts it: (h, w, c) -> (height, width, c). Error: as crop.
inline Result<Picture> center_crop(PictureView picture, int height, int width) {
  const bool possible = height > 0 && width > 0;  // the differences of others may be past an int
  const int top = possible ? (picture.height - height) / 2 : 0,
            left = possible ? (picture.width - width) / 2 : 0;
  return crop(picture, {top, left, height, width});
}

}  // namespace cameo::inline CAMEO_ABI
