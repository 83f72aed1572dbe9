// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "cameo/core/result.hpp"
#include "cameo/data/channels.hpp"
#include "cameo/data/crop.hpp"
#include "cameo/data/rotate.hpp"
#include "cameo/face/face_place.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// Half of a picture: every other pixel of its Gaussian blur (1 4 6 4 1) / 16 along rows and columns, cut to
/// bytes: (h, w, c) -> ((h - 3) / 2, (w - 3) / 2, c); of 8 rows or columns or fewer nothing is left.
inline Picture half(PictureView picture) {
  if (picture.height <= 8 || picture.width <= 8) return Picture(0, 0, picture.channels);
  const auto blur = [](auto at) { return at(0) + 4 * at(1) + 6 * at(2) + 4 * at(3) + at(4); };
  Picture out((picture.height - 3) / 2, (picture.width - 3) / 2, picture.channels);
  const std::size_t row = PictureView(out).row_bytes();
  const auto channels = static_cast<std::size_t>(picture.channels);
  std::vector<int> rows(static_cast<std::size_t>(picture.height) * row);  // blurred along rows alone
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < out.width; ++x)
      for (std::size_t c = 0; c < channels; ++c)
        rows[static_cast<std::size_t>(y) * row + static_cast<std::size_t>(x) * channels + c] =
            blur([&](int k) { return int{picture.pixel(y, 2 * x + k)[c]}; });
  for (int y = 0; y < out.height; ++y)
    for (std::size_t i = 0; i < row; ++i)
      out.row(y)[i] = static_cast<std::uint8_t>(
          blur([&](int k) { return rows[static_cast<std::size_t>(2 * y + k) * row + i]; }) / 256);
  return out;
}

/// The same place in half of the picture. dlib's numbers, a quarter of a pixel beside the middle of half()'s
/// windows: its network has been trained on chips of them.
inline FacePlace in_half(FacePlace place) {
  place.first = {place.first.x / 2 - 1.25, place.first.y / 2 - 0.75};
  place.step = {place.step.x / 2, place.step.y / 2};
  return place;
}

/// How often a picture has to be halved until a chip has no fewer pixels than its place in there.
inline int halvings(const FacePlace& place) {
  const double reach = place.size - 1;
  int count = 0;
  for (double side = (std::hypot)(place.step.x, place.step.y) * reach / 2; side + 1 > place.size; side /= 2)
    ++count;
  return count;
}

/// The part of a picture that holds a place and so many pixels around it, none if it lies outside.
inline Box part_around(const FacePlace& place, double margin, PictureView picture) {
  const double last = place.size - 1;
  const std::array corners{place.first, place.at(0, last), place.at(last, 0), place.at(last, last)};
  const auto [left, right] = (std::minmax)({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
  const auto [top, bottom] = (std::minmax)({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
  const auto pixel = [](double at, int size) {
    return static_cast<int>(std::floor(std::clamp(at, -1.0, static_cast<double>(size)) + 0.5));
  };
  Box box;
  box.top = (std::max)(pixel(top - margin, picture.height), 0);
  box.left = (std::max)(pixel(left - margin, picture.width), 0);
  box.height = (std::min)(pixel(bottom + margin, picture.height), picture.height - 1) - box.top + 1;
  box.width = (std::min)(pixel(right + margin, picture.width), picture.width - 1) - box.left + 1;
  return box;
}

/// Bilinear values of a chip's pixels; black where their neighbours are not all in the picture.
inline Picture sample(PictureView picture, const FacePlace& place) {
  Picture chip(place.size, place.size, picture.channels);
  for (int row = 0; row < place.size; ++row)
    for (int column = 0; column < place.size; ++column) {
      const auto [x, y] = place.at(row, column);
      if (!(x >= 0 && y >= 0 && std::floor(x) + 1 < picture.width && std::floor(y) + 1 < picture.height))
        continue;
      for (int c = 0; c < picture.channels; ++c)
        chip.pixel(row, column)[c] = static_cast<std::uint8_t>(bilinear(picture, y, x, c));
    }
  return chip;
}

}  // namespace detail

/// The chip of a face, turned upright and scaled: (h, w, c) -> (size, size, 3), black where it reaches beyond
/// the picture. A place larger than the chip is halved by a Gaussian blur before it is sampled bilinearly:
/// dlib's extract_image_chip, but for differences of at most 1. Error: an empty picture, other than 1 or 3
/// channels, a place whose numbers are not finite or of fewer than 2 pixels.
inline Result<Picture> extract_chip(PictureView picture, FacePlace place) {
  if (picture.size() == 0) return Error("a face cannot be cut out of an empty picture");
  const bool finite = std::isfinite(place.first.x) && std::isfinite(place.first.y) &&
                      std::isfinite(place.step.x) && std::isfinite(place.step.y);
  if (!finite || place.size < 2)
    return Error("the place of a face must be finite numbers, and its chip at least 2 pixels wide");
  const int halvings = detail::halvings(place);
  double margin = 2;
  for (int i = 0; i < halvings; ++i) margin = 2 * margin + 2;
  const Box box = detail::part_around(place, margin, picture);
  if (box.height < 1 || box.width < 1) return Picture(place.size, place.size, 3);
  const Result<Picture> part = crop(picture, box);
  if (!part) return part.error();
  Result<Picture> in_color = with_channels(*part, 3);
  if (!in_color) return in_color.error();
  Picture level = *std::move(in_color);
  place.first = {place.first.x - box.left, place.first.y - box.top};
  for (int i = 0; i < halvings; ++i) {
    level = detail::half(level);
    place = detail::in_half(place);
  }
  return detail::sample(level, place);
}

}  // namespace cameo::inline CAMEO_ABI
