// SPDX-License-Identifier: MIT
#include "cameo/face/shape_predictor.hpp"

#include <string>

#include "catch.hpp"
#include "face/dlib_writer.hpp"

using namespace cameo;
using dlib_writer::Writer;

namespace shape_predictor_test {

struct Mistakes {
  std::int64_t version = 1, gray_value = 1, landmark = 0, leaves = 2, splits = 1;
};

/// Two landmarks side by side at (.25, .5) and (.75, .5), two cascades of one tree with one split. The first
/// turns them by a right angle where the left one is the brighter; the second looks a quarter below the first
/// landmark as it stands now, and moves both by (.1, 0) where that is black.
Writer made_up(const Mistakes& mistakes = {}) {
  Writer out;
  const auto points = [&](std::initializer_list<double> numbers) {
    out.integers({-static_cast<std::int64_t>(numbers.size()), -1});
    for (const double number : numbers) out.real(number);
  };
  out.integer(mistakes.version);
  points({0.25, 0.5, 0.75, 0.5});
  out.integer(2);  // cascades
  out.integers({1, mistakes.splits, 0, mistakes.gray_value});
  out.real(100);
  out.integer(mistakes.leaves);
  points({0.25, -0.25, -0.25, 0.25});
  points({0, 0, 0, 0});
  out.integers({1, 1, 0, 1});
  out.real(50);
  out.integer(2);
  points({0.5, 0.5, 0.5, 0.5});
  points({0.1, 0, 0.1, 0});
  out.integers({2, 2, mistakes.landmark, 1, 2, 0, 1});  // the landmarks of the probes
  out.integers({2, 2});
  for (int i = 0; i < 4; ++i) out.real(0);
  out.integer(2);
  for (const double shift : {0.25, 0.0, 0.0, 0.0})
    out.real(shift);  // a quarter to the right, before the turn
  return out;
}

std::string error_of(const Mistakes& mistakes) {
  return std::string(ShapePredictor::parse(made_up(mistakes).bytes, "a.dat").error().message());
}

TEST_CASE("Landmarks follow the gray values around them") {
  const auto predictor = ShapePredictor::parse(made_up().bytes, "a.dat");
  CAPTURE(predictor.error().message());
  REQUIRE(predictor);
  CHECK(predictor->landmarks() == 2);

  Picture picture(30, 30, 1);
  const Box box{5, 4, 21, 21};
  const auto [left, right] = [&] {
    const auto points = predictor->predict(picture, box);
    return std::pair(points[0], points[1]);
  }();
  CHECK(left == PicturePoint{4 + 7, 5 + 10});  // black: not turned, moved by (.1, 0) of 20 pixels
  CHECK(right == PicturePoint{4 + 17, 5 + 10});

  *picture.pixel(5 + 10, 4 + 5) = 101;  // at the first landmark: above the threshold
  const auto turned = predictor->predict(picture, box);
  CHECK(turned[0] == PicturePoint{4 + 12, 5 + 5});
  CHECK(turned[1] == PicturePoint{4 + 12, 5 + 15});
  *picture.pixel(5 + 10, 4 + 10) = 51;  // the turned probe
  CHECK(predictor->predict(picture, box)[0] == PicturePoint{4 + 20, 5 + 15});

  Picture color(30, 30, 3);
  for (int channel = 0; channel < 3; ++channel) color.pixel(5 + 10, 4 + 5)[channel] = 101;
  CHECK(predictor->predict(color, box) == turned);
  // A box beyond the picture: what is outside of it is black.
  CHECK(predictor->predict(picture, {-100, -100, 21, 21})[0] == PicturePoint{-100 + 7, -100 + 10});
}

TEST_CASE("What is no shape predictor is an error, wherever it ends") {
  CHECK(error_of({.version = 2}) ==
        "a.dat: the version of a shape predictor is 2 in the file, but 1 is expected");
  CHECK_THAT(error_of({.gray_value = 2}),
             cameo_test::contains("expected indices of gray values that are looked at"));
  CHECK_THAT(error_of({.landmark = 2}), cameo_test::contains("expected the number of a landmark"));
  CHECK_THAT(error_of({.leaves = 3}),
             cameo_test::contains("the number of leaves is 3 in the file, but 2 is expected"));
  CHECK_THAT(error_of({.splits = 2}), cameo_test::contains("expected complete trees of one depth"));
  CHECK_THAT(error_of({.splits = -1}), cameo_test::contains("expected the number of splits"));
  const std::vector<std::byte> whole = made_up().bytes;
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(!ShapePredictor::parse(std::span(whole).first(size), "a.dat"));
  std::vector<std::byte> longer = whole;
  longer.push_back(std::byte{0});
  CHECK_THAT(std::string(ShapePredictor::parse(longer, "a.dat").error().message()),
             cameo_test::contains("expected the end of the file"));
  CHECK(!ShapePredictor::open("/nowhere/points.dat"));
}

}  // namespace shape_predictor_test
