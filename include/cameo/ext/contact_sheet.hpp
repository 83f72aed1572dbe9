// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "cameo/core/result.hpp"
#include "cameo/data/channels.hpp"
#include "cameo/ext/image/limits.hpp"

namespace cameo::inline CAMEO_ABI {

/// Pictures in rows of `columns`, left to right, each at the top left of a cell of the largest height and
/// width, on white with `gap` pixels around every cell. 3 channels. Error: no picture, an empty one, one of
/// other than 1 or 3 channels, fewer than one column, a negative gap, a sheet of more than
/// max_picture_pixels.
inline Result<Picture> contact_sheet(std::span<const PictureView> pictures, int columns, int gap) {
  if (pictures.empty() || columns < 1 || gap < 0)
    return Error("contact sheet: pictures, at least one column and a gap of at least 0 are needed, not ",
                 pictures.size(), " pictures, ", columns, " columns and a gap of ", gap);
  std::int64_t cell_height = 0, cell_width = 0;
  for (const PictureView& picture : pictures) {
    if (picture.size() == 0) return Error("contact sheet: a picture is empty");
    cell_height = (std::max)(cell_height, std::int64_t{picture.height} + gap);
    cell_width = (std::max)(cell_width, std::int64_t{picture.width} + gap);
  }
  const int count = static_cast<int>(pictures.size()), used = (std::min)(columns, count);
  const std::int64_t height = ((count - 1) / used + 1) * cell_height + gap;
  const std::int64_t width = used * cell_width + gap;
  if (height > static_cast<std::int64_t>(max_picture_pixels) / width)
    return Error("contact sheet: ", count, " pictures in ", used, " columns make ", height, "x", width,
                 " pixels, but ", max_picture_pixels / 1'000'000, " million are the most");
  Picture sheet(static_cast<int>(height), static_cast<int>(width), 3);
  std::fill(sheet.pixels.begin(), sheet.pixels.end(), std::uint8_t{255});
  for (int i = 0; i < count; ++i) {
    const Result<Picture> color = with_channels(pictures[static_cast<std::size_t>(i)], 3);
    if (!color) return color;
    const PictureView view = *color;
    const int top = static_cast<int>(i / used * cell_height) + gap;
    const int left = static_cast<int>(i % used * cell_width) + gap;
    for (int y = 0; y < view.height; ++y)
      std::copy_n(view.row(y), view.row_bytes(), sheet.pixel(top + y, left));
  }
  return sheet;
}

}  // namespace cameo::inline CAMEO_ABI
