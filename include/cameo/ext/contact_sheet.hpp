// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "cameo/core/result.hpp"
#include "cameo/data/channels.hpp"

namespace cameo::inline CAMEO_ABI {

/// Pictures in rows of `columns`, left to right, each at the top left of a cell of the largest height and
/// width, on white with `gap` pixels around every cell. 3 channels. Error: no picture, none or negative
/// columns, a negative gap, a picture of other than 1 or 3 channels.
inline Result<Picture> contact_sheet(std::span<const PictureView> pictures, int columns, int gap) {
  if (pictures.empty() || columns < 1 || gap < 0)
    return Error("contact sheet: pictures, at least one column and a gap of at least 0 are needed, not ",
                 pictures.size(), " pictures, ", columns, " columns and a gap of ", gap);
  int cell_height = 0, cell_width = 0;
  for (const PictureView& picture : pictures) {
    cell_height = std::max(cell_height, picture.height + gap);
    cell_width = std::max(cell_width, picture.width + gap);
  }
  const int count = static_cast<int>(pictures.size()), used = std::min(columns, count);
  Picture sheet((count + used - 1) / used * cell_height + gap, used * cell_width + gap, 3);
  std::fill(sheet.pixels.begin(), sheet.pixels.end(), std::uint8_t{255});
  for (int i = 0; i < count; ++i) {
    const Result<Picture> color = with_channels(pictures[static_cast<std::size_t>(i)], 3);
    if (!color) return color;
    const PictureView view = *color;
    for (int y = 0; y < view.height; ++y)
      std::copy_n(view.row(y), view.row_bytes(),
                  sheet.pixel(i / used * cell_height + gap + y, i % used * cell_width + gap));
  }
  return sheet;
}

}  // namespace cameo::inline CAMEO_ABI
