// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// A point of a picture: x to the right, y down, whole numbers in the middles of pixels.
struct PicturePoint {
  double x = 0, y = 0;
  bool operator==(const PicturePoint&) const = default;
};

/// Where the square chip of a face lies in a picture, turned and scaled: its pixel in row r and column c at
///   x = first.x + step.x * c - step.y * r
///   y = first.y + step.y * c + step.x * r
struct FacePlace {
  PicturePoint first;  ///< the chip's first pixel
  PicturePoint step;   ///< from a pixel of the chip to the one on its right
  int size = 0;        ///< pixels of a side

  PicturePoint at(double row, double column) const {
    return {first.x + step.x * column - step.y * row, first.y + step.y * column + step.x * row};
  }
};

/// A chip's pixels, and the margin around the face's points as a part of their square.
struct ChipOptions {
  int size = 150;
  double padding = 0.25;
};

namespace detail {

/// The mean face in a square of side 1: the eyes' corners and the nose's lower end, in the order of
/// shape_predictor_5_face_landmarks.dat.
inline constexpr std::array<PicturePoint, 5> mean_of_5_points{{{0.8595674595992, 0.2134981538014},
                                                               {0.6460604764104, 0.2289674387677},
                                                               {0.1205750620789, 0.2137274526848},
                                                               {0.3340850613712, 0.2290642403242},
                                                               {0.4901123135679, 0.6277975316475}}};

/// The same for the 68 points of iBUG 300-W: nose, eyes and upper lip from point 27 on, the inner edge of the
/// upper lip from 60 on. The others, which move with speech and brows, do not count.
inline constexpr std::array<PicturePoint, 28> mean_from_point_27{
    {{0.490127, 0.203352}, {0.490127, 0.307009}, {0.490127, 0.409805}, {0.490127, 0.515625},
     {0.36688, 0.587326},  {0.426036, 0.609345}, {0.490127, 0.628106}, {0.554217, 0.609345},
     {0.613373, 0.587326}, {0.121737, 0.216423}, {0.187122, 0.178758}, {0.265825, 0.179852},
     {0.334606, 0.231733}, {0.260918, 0.245099}, {0.182743, 0.244077}, {0.645647, 0.231733},
     {0.714428, 0.179852}, {0.793132, 0.178758}, {0.858516, 0.216423}, {0.79751, 0.244077},
     {0.719335, 0.245099}, {0.254149, 0.780233}, {0.340985, 0.745405}, {0.428858, 0.727388},
     {0.490127, 0.742578}, {0.551395, 0.727388}, {0.639268, 0.745405}, {0.726104, 0.780233}}};
inline constexpr std::array<PicturePoint, 5> mean_from_point_60{{{0.290379, 0.784792},
                                                                 {0.428096, 0.778746},
                                                                 {0.490127, 0.785343},
                                                                 {0.552157, 0.778746},
                                                                 {0.689874, 0.784792}}};

/// pair(point of the mean face, point of this one). Requires 5 or 68 landmarks.
template <class Pair>
constexpr void for_each_landmark(std::span<const PicturePoint> landmarks, const Pair& pair) {
  const auto from = [&](std::span<const PicturePoint> mean, std::size_t first) {
    for (std::size_t i = 0; i < mean.size(); ++i) pair(mean[i], landmarks[first + i]);
  };
  if (landmarks.size() == mean_of_5_points.size()) return from(mean_of_5_points, 0);
  from(mean_from_point_27, 27);
  from(mean_from_point_60, 60);
}

}  // namespace detail

/// The place where a face's landmarks come nearest to those of dlib's mean face, by least squares over turns,
/// scales and shifts: that of dlib's get_face_chip_details. Landmarks are 5 or 68, in dlib's order. Error:
/// another number of them, points that are not finite or all in one place, a size below 2, a padding below 0.
/// Umeyama, 'Least-squares estimation of transformation parameters between two point patterns', 1991.
inline Result<FacePlace> place_of_face(std::span<const PicturePoint> landmarks, ChipOptions options = {}) {
  if (landmarks.size() != 5 && landmarks.size() != 68)
    return Error("a face has 5 or 68 landmarks, not ", landmarks.size());
  for (const PicturePoint& point : landmarks)
    if (!std::isfinite(point.x) || !std::isfinite(point.y))
      return Error("the landmarks of a face must be finite numbers");
  if (options.size < 2 || !(options.padding >= 0) || !std::isfinite(options.padding))
    return Error("a chip of at least 2 pixels and a padding of at least 0 are needed");

  PicturePoint mean_from, mean_to;
  double count = 0;
  detail::for_each_landmark(landmarks, [&](PicturePoint from, PicturePoint to) {
    mean_from = {mean_from.x + from.x, mean_from.y + from.y};
    mean_to = {mean_to.x + to.x, mean_to.y + to.y};
    ++count;
  });
  mean_from = {mean_from.x / count, mean_from.y / count};
  mean_to = {mean_to.x / count, mean_to.y / count};

  double square = 0, along = 0, across = 0;
  detail::for_each_landmark(landmarks, [&](PicturePoint from, PicturePoint to) {
    const double x = from.x - mean_from.x, y = from.y - mean_from.y;
    const double to_x = to.x - mean_to.x, to_y = to.y - mean_to.y;
    square += x * x + y * y;
    along += x * to_x + y * to_y;
    across += x * to_y - y * to_x;
  });

  // picture = mean_to + (along, across) / square * (mean face - mean_from), a product of complex numbers
  const double cosine = along / square, sine = across / square;
  const double x = 0.5 - mean_from.x, y = 0.5 - mean_from.y;
  const PicturePoint center{mean_to.x + cosine * x - sine * y, mean_to.y + sine * x + cosine * y};
  const double length = (std::hypot)(cosine, sine), side = length * (2 * options.padding + 1);
  if (!(side > 2)) return Error("the landmarks of a face lie within a pixel");
  // From the middle of the first pixel to that of the last.
  const double reach = options.size - 1, step = (side - 1) / reach / length;
  FacePlace place{.first = {}, .step = {cosine * step, sine * step}, .size = options.size};
  place.first = {center.x - (place.step.x - place.step.y) * reach / 2,
                 center.y - (place.step.y + place.step.x) * reach / 2};
  return place;
}

}  // namespace cameo::inline CAMEO_ABI
