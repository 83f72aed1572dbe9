// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include "cameo/data/flip.hpp"

namespace cameo::inline CAMEO_ABI {

/// Turns a stored picture upright. `orientation` is EXIF's tag 0x0112, 1 to 8 (CIPA DC-008, 4.6.4): where row
/// 0 and column 0 of the stored picture are seen. 5 to 8 swap height and width; any other value changes
/// nothing.
inline Picture orient(Picture picture, int orientation) {
  switch (orientation) {
    case 2:
      return flip_horizontal(picture);
    case 3:
      return flip_vertical(flip_horizontal(picture));
    case 4:
      return flip_vertical(picture);
    case 5:
      return flip_diagonal(picture);
    case 6:
      return flip_horizontal(flip_diagonal(picture));  // a quarter turn clockwise
    case 7:
      return flip_vertical(flip_horizontal(flip_diagonal(picture)));
    case 8:
      return flip_vertical(flip_diagonal(picture));  // a quarter turn counter-clockwise
    default:
      return picture;
  }
}

}  // namespace cameo::inline CAMEO_ABI
