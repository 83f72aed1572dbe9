// SPDX-License-Identifier: MIT
#include "cameo/face/face_place.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "face/dlib_figures.hpp"
#include "face/made_up_picture.hpp"

using namespace cameo;
using made_up::landmarks_of;

namespace face_place_test {

double distance(PicturePoint a, PicturePoint b) { return std::hypot(a.x - b.x, a.y - b.y); }

TEST_CASE("A chip lies where dlib puts it") {
  std::vector<made_up::Points> faces = made_up::faces();
  faces.push_back(made_up::many_points());
  REQUIRE(faces.size() == dlib_figures::chips.size());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    CAPTURE(i);
    const auto& expected = dlib_figures::chips[i];
    const auto place = place_of_face(landmarks_of(faces[i]));
    REQUIRE(place);
    CHECK(distance(place->at(0, 0), {expected.x_first, expected.y_first}) < 1e-8);
    CHECK(distance(place->at(149, 149), {expected.x_last, expected.y_last}) < 1e-8);
  }
}

TEST_CASE("No turn, scale or shift brings the landmarks nearer to the mean face") {
  const auto landmarks = landmarks_of(made_up::faces()[1]);
  const double padding = 0.4;
  const int size = 64;
  const auto place = place_of_face(landmarks, {size, padding});
  REQUIRE(place);
  // A chip's side, 64 pixels, is its place's, from half a pixel before the first to half a pixel behind the
  // last.
  const auto error = [&](double scale, double turn, double dx, double dy) {
    const PicturePoint middle = place->at((size - 1) / 2.0, (size - 1) / 2.0);
    const double reach = std::hypot(place->step.x, place->step.y) * (size - 1);
    const double s = (reach + 1) / std::hypot(place->step.x, place->step.y) * (1 + scale);
    double sum = 0;
    for (std::size_t i = 0; i < landmarks.size(); ++i) {
      const double x = (detail::mean_of_5_points[i].x - 0.5) / (2 * padding + 1) * s;
      const double y = (detail::mean_of_5_points[i].y - 0.5) / (2 * padding + 1) * s;
      const double c = std::cos(turn), n = std::sin(turn);
      const PicturePoint turned{c * x - n * y, n * x + c * y};
      const PicturePoint found{middle.x + place->step.x * turned.x - place->step.y * turned.y + dx,
                               middle.y + place->step.y * turned.x + place->step.x * turned.y + dy};
      sum += std::pow(distance(found, landmarks[i]), 2);
    }
    return sum;
  };
  const double least = error(0, 0, 0, 0), h = 1e-4;
  for (const double by : {-h, h}) {
    CHECK(error(by, 0, 0, 0) > least);
    CHECK(error(0, by, 0, 0) > least);
    CHECK(error(0, 0, by, 0) > least);
    CHECK(error(0, 0, 0, by) > least);
  }
}

TEST_CASE("What is no face has no place") {
  const auto message = [](const std::vector<PicturePoint>& landmarks, ChipOptions options = {}) {
    const auto place = place_of_face(landmarks, options);
    REQUIRE(!place);
    return std::string(place.error().message());
  };
  auto landmarks = landmarks_of(made_up::faces()[0]);
  CHECK(message({}) == "a face has 5 or 68 landmarks, not 0");
  CHECK(message(std::vector<PicturePoint>(6)) == "a face has 5 or 68 landmarks, not 6");
  CHECK(message(std::vector<PicturePoint>(5)) == "the landmarks of a face lie within a pixel");
  CHECK(message(landmarks, {.size = 1}) ==
        "a chip of at least 2 pixels and a padding of at least 0 are needed");
  CHECK(message(landmarks, {.padding = -1}) == message(landmarks, {.padding = std::nan("")}));
  landmarks[3].y = std::numeric_limits<double>::infinity();
  CHECK(message(landmarks) == "the landmarks of a face must be finite numbers");
}

}  // namespace face_place_test
