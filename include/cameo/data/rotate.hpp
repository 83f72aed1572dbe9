// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>

#include "cameo/data/orient.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// Bilinear value of channel `channel` at a point whose integer coordinates are pixel centres, edges
/// repeated.
inline double bilinear(PictureView picture, double y, double x, int channel) {
  const int top = static_cast<int>(std::floor(y)), left = static_cast<int>(std::floor(x));
  const auto at = [&](int row, int column) {
    row = std::clamp(row, 0, picture.height - 1);
    column = std::clamp(column, 0, picture.width - 1);
    return static_cast<double>(picture.pixel(row, column)[channel]);
  };
  const auto mix = [](double from, double to, double part) { return from + (to - from) * part; };
  return mix(mix(at(top, left), at(top, left + 1), x - left),
             mix(at(top + 1, left), at(top + 1, left + 1), x - left), y - top);
}

/// Pillow's fifteen decimals: cos 90 degrees becomes 0.
inline double fifteen_decimals(double value) { return (std::round)(value * 1e15) / 1e15; }

}  // namespace detail

/// Rotates counter-clockwise about the centre; the size stays, corners that come from outside are black.
/// Bilinear and cut to whole bytes: Pillow's rotate(degrees, BILINEAR), half turns and a square's quarter
/// turns exact. Degrees that are not finite give a black picture. Cost: 4 reads a value.
inline Picture rotate(PictureView picture, double degrees) {
  degrees = std::fmod(degrees, 360.0);
  if (degrees < 0) degrees += 360.0;
  const bool square = picture.height == picture.width;
  if (degrees == 0 || degrees == 360) return Picture(picture);
  if (degrees == 180) return orient(Picture(picture), 3);
  if (degrees == 90 && square) return orient(Picture(picture), 8);
  if (degrees == 270 && square) return orient(Picture(picture), 6);

  const double radians = -degrees * (3.14159265358979323846 / 180.0);
  const double cosine = detail::fifteen_decimals(std::cos(radians));
  const double sine = detail::fifteen_decimals(std::sin(radians));
  const double center_x = picture.width / 2.0, center_y = picture.height / 2.0;
  const double offset_x = center_x - cosine * center_x - sine * center_y;
  const double offset_y = center_y + sine * center_x - cosine * center_y;
  Picture out(picture.height, picture.width, picture.channels);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const double from_x = cosine * (x + 0.5) + sine * (y + 0.5) + offset_x;
      const double from_y = -sine * (x + 0.5) + cosine * (y + 0.5) + offset_y;
      const bool inside = from_x >= 0 && from_x < picture.width && from_y >= 0 && from_y < picture.height;
      if (!inside) continue;  // where degrees are not finite, nothing is inside
      for (int c = 0; c < out.channels; ++c)
        out.pixel(y, x)[c] =
            static_cast<std::uint8_t>(detail::bilinear(picture, from_y - 0.5, from_x - 0.5, c));
    }
  return out;
}

}  // namespace cameo::inline CAMEO_ABI
