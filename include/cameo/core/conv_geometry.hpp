// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Where things lie in a convolution with pooling, all in floats. A window is `window` rows of `run` floats
/// each, square or not, for in NHWC the pixels of a row follow one another. A cell is what one pooling window
/// reads: pool x pool positions, counted in row order.
struct ConvGeometry {
  int window, run;    ///< rows of a window, floats of one such row
  int row, column;    ///< from one window to the one below, to the next one in its row
  int image_row;      ///< from one row of the image to the next
  int pool;           ///< 1: no pooling
  int height, width;  ///< cells
  int filters;

  constexpr int positions() const { return pool * pool; }
  constexpr int cells() const { return height * width; }
  constexpr int cell(int y, int x) const { return (y * row + x * column) * pool; }
  constexpr int position(int p) const { return p / pool * row + p % pool * column; }
};

}  // namespace cameo::inline CAMEO_ABI
