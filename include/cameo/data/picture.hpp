// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Larger pictures are refused before memory is taken for them: 300 MB in colour.
inline constexpr std::uint64_t max_picture_pixels = 100'000'000;

/// A picture somewhere else: rows from the top, (height, width, channels) bytes without gaps.
struct PictureView {
  const std::uint8_t* pixels = nullptr;
  int height = 0;
  int width = 0;
  int channels = 0;  ///< 1 gray, 3 red green blue

  constexpr std::size_t row_bytes() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  }
  constexpr std::size_t size() const { return static_cast<std::size_t>(height) * row_bytes(); }
  constexpr const std::uint8_t* row(int y) const {
    return pixels + static_cast<std::size_t>(y) * row_bytes();
  }
  constexpr const std::uint8_t* pixel(int y, int x) const {
    return row(y) + static_cast<std::size_t>(x) * static_cast<std::size_t>(channels);
  }
};

/// A picture that owns its bytes. For preparing data: nothing called while training makes one.
struct Picture {
  int height = 0;
  int width = 0;
  int channels = 0;
  std::vector<std::uint8_t> pixels;  ///< (height, width, channels)

  Picture() = default;
  /// A black picture. Requires sizes of at least 0.
  Picture(int rows, int columns, int channel_count)
      : height(rows),
        width(columns),
        channels(channel_count),
        pixels(PictureView{nullptr, rows, columns, channel_count}.size()) {}
  explicit Picture(PictureView view)
      : height(view.height),
        width(view.width),
        channels(view.channels),
        pixels(view.pixels, view.pixels + view.size()) {}

  operator PictureView() const { return {pixels.data(), height, width, channels}; }  // NOLINT: a view of it

  std::uint8_t* row(int y) {
    return pixels.data() + static_cast<std::size_t>(y) * PictureView(*this).row_bytes();
  }
  std::uint8_t* pixel(int y, int x) {
    return row(y) + static_cast<std::size_t>(x) * static_cast<std::size_t>(channels);
  }
};

}  // namespace cameo::inline CAMEO_ABI
