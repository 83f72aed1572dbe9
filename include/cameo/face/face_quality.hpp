// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"
#include "cameo/data/channels.hpp"
#include "cameo/face/face_place.hpp"

namespace cameo::inline CAMEO_ABI {

/// What makes a face good or bad to recognise.
struct FaceQuality {
  double side = 0;        ///< pixels of the picture along a side of the chip
  double inside = 0;      ///< part of the chip that lies in the picture, 0 to 1
  double brightness = 0;  ///< mean of the gray chip's middle over 255
  double sharpness = 0;  ///< there: standard deviation of the Laplacian over that of the gray values, both of
                         ///< the chip in about 50 pixels a side; strong noise passes for sharpness there too
};

/// What a face needs. At a sharpness of 0.35 the descriptor lies 0.35 from that of the same face without blur
/// in the mean, more than half of same_person_distance (tests/recognize/blur_test.sh).
struct FaceQualityLimits {
  double side = 60;
  double inside = 0.8;
  double darkest = 0.15, brightest = 0.9;
  double sharpness = 0.35;
};

namespace detail {

/// A square gray picture in so many blocks a side, the mean of each.
inline std::vector<double> block_means(PictureView gray, int side) {
  const int block = gray.height / side;
  std::vector<double> means;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      double sum = 0;
      for (int y = 0; y < block; ++y)
        for (int x = 0; x < block; ++x) sum += *gray.pixel(row * block + y, column * block + x);
      means.push_back(sum / (block * block));
    }
  return means;
}

}  // namespace detail

/// The quality of a face by its place in a picture and its chip. Requires a chip of 3 channels, made of that
/// place.
inline FaceQuality face_quality(PictureView picture, const FacePlace& place, PictureView chip) {
  FaceQuality quality;
  quality.side = (std::hypot)(place.step.x, place.step.y) * place.size;

  std::size_t inside = 0;
  for (int row = 0; row < place.size; ++row)
    for (int column = 0; column < place.size; ++column) {
      const auto [x, y] = place.at(row, column);
      inside += x >= 0 && y >= 0 && x <= picture.width - 1 && y <= picture.height - 1;
    }
  quality.inside = static_cast<double>(inside) / (static_cast<double>(place.size) * place.size);

  const Picture gray = to_gray(chip);
  const int side = gray.height / (std::max)(gray.height / 50, 1);
  const std::vector<double> means = detail::block_means(gray, side);
  const auto at = [&](int row, int column) { return means[static_cast<std::size_t>(row * side + column)]; };
  const int begin = side / 5 + 1, end = side - begin;
  double count = 0, sum = 0, square = 0, laplacian_square = 0;
  for (int row = begin; row < end; ++row)
    for (int column = begin; column < end; ++column) {
      const double value = at(row, column);
      const double laplacian =
          at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1) - 4 * value;
      ++count;
      sum += value;
      square += value * value;
      laplacian_square += laplacian * laplacian;  // its mean is near 0
    }
  if (count == 0) return quality;
  const double mean = sum / count, variance = square / count - mean * mean;
  quality.brightness = mean / 255;
  quality.sharpness = variance > 0 ? std::sqrt(laplacian_square / count / variance) : 0;
  return quality;
}

/// Why a face is too poor to recognise somebody, with the figure, or no error.
inline Error check_quality(const FaceQuality& quality, const FaceQualityLimits& limits = {}) {
  const auto figure = [](double value) { return decimal(value, 2); };
  if (quality.side < limits.side)
    return Error("the face is too small: ", decimal(quality.side, 0), " pixels wide with its margin, but ",
                 decimal(limits.side, 0), " are needed");
  if (quality.inside < limits.inside)
    return Error("the face is cut by the border: ", figure(quality.inside), " of it is in the picture, but ",
                 figure(limits.inside), " are needed");
  if (quality.brightness < limits.darkest)
    return Error("the face is too dark: ", figure(quality.brightness), " of white, but ",
                 figure(limits.darkest), " are needed");
  if (quality.brightness > limits.brightest)
    return Error("the face is too bright: ", figure(quality.brightness), " of white, but at most ",
                 figure(limits.brightest), " are good");
  if (quality.sharpness < limits.sharpness)
    return Error("the face is blurred: its sharpness is ", figure(quality.sharpness), ", but ",
                 figure(limits.sharpness), " are needed");
  return {};
}

}  // namespace cameo::inline CAMEO_ABI
