// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "cameo/core/result.hpp"
#include "cameo/data/crop.hpp"
#include "cameo/data/picture.hpp"
#include "cameo/face/dlib_stream.hpp"
#include "cameo/face/face_place.hpp"
#include "cameo/io/file.hpp"

namespace cameo::inline CAMEO_ABI {

/// Landmarks of a face from its box, by a cascade of regression trees that compare gray values: dlib's shape
/// predictor, such as shape_predictor_5_face_landmarks.dat. Kazemi and Sullivan, 'One millisecond face
/// alignment with an ensemble of regression trees', 2014.
class ShapePredictor {
 public:
  /// Reads a file of dlib's. Errors: it cannot be read, and those of parse.
  static Result<ShapePredictor> open(std::string_view path) {
    constexpr std::size_t most_bytes = std::size_t{1} << 30;
    const auto file = read_file(path, most_bytes);
    if (!file) return file.error();
    return parse(file->bytes(), path);
  }

  /// Reads what dlib has saved; `where` names it in errors: something else, cut off, trees of different
  /// depth, indices that are out of range.
  static Result<ShapePredictor> parse(std::span<const std::byte> bytes, std::string_view where) {
    ShapePredictor predictor;
    detail::DlibStream in(bytes, where);
    predictor.read(in);
    if (!in.error() && !in.at_end()) in.expected("the end of the file");
    if (in.error()) return in.error();
    return predictor;
  }

  std::size_t landmarks() const { return initial_.size(); }

  /// The landmarks of the face in a box, as dlib rounds them to whole pixels; they may lie outside of the
  /// picture. Requires a picture of 1 or 3 channels.
  std::vector<PicturePoint> predict(PictureView picture, const Box& box) const {
    std::vector<Point> shape = initial_;
    std::vector<float> gray;
    for (const Cascade& cascade : cascades_) {
      look(picture, box, shape, cascade, gray);
      for (std::size_t tree = 0; tree < cascade.trees; ++tree) add_leaf(cascade, tree, gray, shape);
    }
    std::vector<PicturePoint> points;
    for (const Point& point : shape) {
      const auto [x, y] = pixel_at(box, point);
      points.push_back({static_cast<double>(x), static_cast<double>(y)});
    }
    return points;
  }

 private:
  /// Its unit is the box: from (0, 0), the middle of its first pixel, to (1, 1), that of its last one.
  struct Point {
    float x, y;
  };

  /// To the left child where gray[first] - gray[second] > threshold.
  struct Split {
    std::uint32_t first, second;
    float threshold;
  };

  /// A gray value is looked at beside a landmark, wherever that has moved to.
  struct Probe {
    std::uint32_t landmark;
    Point shift;
  };

  struct Cascade {
    std::size_t trees = 0;
    std::vector<Split> splits;  // tree after tree, the root first, the children of i at 2 i + 1 and 2 i + 2
    std::vector<Point> leaves;  // tree after tree, leaf after leaf, a shift of each landmark
    std::vector<Probe> probes;
  };

  /// Any number of things, but for one that must be wrong.
  static std::size_t read_count(detail::DlibStream& in, std::string_view what) {
    constexpr std::int64_t most = 1 << 20;
    const std::int64_t count = in.integer();
    if (count < 0 || count > most) return in.expected(what), 0;
    return static_cast<std::size_t>(count);
  }

  /// A column of x and y in turns, before which dlib writes its size with a minus sign.
  static void read_points(detail::DlibStream& in, std::size_t count, std::vector<Point>& points) {
    in.expect(-2 * static_cast<std::int64_t>(count), "the size of a shape");
    in.expect(-1, "the columns of a shape");
    for (std::size_t i = 0; i < count && !in.error(); ++i) points.push_back(read_point(in));
  }

  /// A coordinate, 1 for the width of a face, or a difference of gray values.
  static float read_number(detail::DlibStream& in) {
    const double number = in.real();
    if ((std::abs)(number) <= 1e6) return static_cast<float>(number);
    return in.expected("a number of at most a million"), 0.0f;
  }

  static Point read_point(detail::DlibStream& in) {
    const float x = read_number(in), y = read_number(in);
    return {x, y};
  }

  void read(detail::DlibStream& in) {
    in.expect(1, "the version of a shape predictor");
    const std::int64_t rows = in.integer();
    constexpr std::int64_t most_landmarks = 1000;
    if (rows > -4 || rows < -2 * most_landmarks || rows % 2 != 0)
      return in.expected("a shape of 2 to 1000 points (is it a shape predictor of dlib's?)");
    in.expect(-1, "the columns of a shape");
    for (std::int64_t i = 0; i < rows / -2; ++i) initial_.push_back(read_point(in));
    const std::size_t cascades = read_count(in, "the number of cascades");
    for (std::size_t i = 0; i < cascades && !in.error(); ++i) read_trees(in);
    read_probes(in);
    for (const Cascade& cascade : cascades_)
      for (const Split& split : cascade.splits)
        if (!in.error() && (split.first >= cascade.probes.size() || split.second >= cascade.probes.size()))
          in.expected("indices of gray values that are looked at");
  }

  void read_trees(detail::DlibStream& in) {
    Cascade& cascade = cascades_.emplace_back();
    cascade.trees = read_count(in, "the number of trees");
    for (std::size_t tree = 0; tree < cascade.trees && !in.error(); ++tree) {
      const std::size_t splits = read_count(in, "the number of splits");
      if (splits_ == 0) splits_ = splits;
      if (splits == 0 || splits != splits_ || !std::has_single_bit(splits + 1))
        return in.expected("complete trees of one depth");
      if (tree == 0) reserve(cascade, in.bytes_left());
      for (std::size_t i = 0; i < splits && !in.error(); ++i) {
        const auto first = static_cast<std::uint32_t>(read_count(in, "the index of a gray value"));
        const auto second = static_cast<std::uint32_t>(read_count(in, "the index of a gray value"));
        cascade.splits.push_back({first, second, read_number(in)});
      }
      in.expect(static_cast<std::int64_t>(splits + 1), "the number of leaves");
      for (std::size_t leaf = 0; leaf <= splits && !in.error(); ++leaf)
        read_points(in, initial_.size(), cascade.leaves);
    }
  }

  /// Room for all trees of a cascade, unless they are more than the bytes that are left can be.
  void reserve(Cascade& cascade, std::size_t bytes) const {
    constexpr std::size_t bytes_of_point = 8;  // at least: four integers of one byte and their sizes
    const std::size_t splits = cascade.trees * splits_,
                      points = cascade.trees * (splits_ + 1) * initial_.size();
    if (points > bytes / bytes_of_point) return;
    cascade.splits.reserve(splits);
    cascade.leaves.reserve(points);
  }

  /// First the landmarks of all cascades, then the shifts.
  void read_probes(detail::DlibStream& in) {
    in.expect(static_cast<std::int64_t>(cascades_.size()), "the number of cascades");
    for (Cascade& cascade : cascades_) {
      const std::size_t count = read_count(in, "the number of gray values");
      for (std::size_t i = 0; i < count && !in.error(); ++i) {
        const std::size_t landmark = read_count(in, "the number of a landmark");
        if (landmark >= initial_.size()) return in.expected("the number of a landmark");
        cascade.probes.push_back({static_cast<std::uint32_t>(landmark), {}});
      }
    }
    in.expect(static_cast<std::int64_t>(cascades_.size()), "the number of cascades");
    for (Cascade& cascade : cascades_) {
      in.expect(static_cast<std::int64_t>(cascade.probes.size()), "the number of gray values");
      for (Probe& probe : cascade.probes) probe.shift = read_point(in);
    }
  }

  static std::pair<std::int64_t, std::int64_t> pixel_at(const Box& box, const Point& point) {
    const auto rounded = [](double value) { return static_cast<std::int64_t>(std::floor(value + 0.5)); };
    return {rounded(box.left + static_cast<double>(point.x) * (box.width - 1)),
            rounded(box.top + static_cast<double>(point.y) * (box.height - 1))};
  }

  /// The turn and scale that bring the initial shape nearest to this one: x' = x * turn.x - y * turn.y, ...
  Point turn_to(std::span<const Point> shape) const {
    const auto mean = [](std::span<const Point> points) {
      PicturePoint sum;
      for (const Point& point : points)
        sum = {sum.x + static_cast<double>(point.x), sum.y + static_cast<double>(point.y)};
      const auto count = static_cast<double>(points.size());
      return PicturePoint{sum.x / count, sum.y / count};
    };
    const PicturePoint from_mean = mean(initial_), to_mean = mean(shape);
    double along = 0, across = 0, square = 0;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const double x = static_cast<double>(initial_[i].x) - from_mean.x,
                   y = static_cast<double>(initial_[i].y) - from_mean.y;
      const double to_x = static_cast<double>(shape[i].x) - to_mean.x,
                   to_y = static_cast<double>(shape[i].y) - to_mean.y;
      along += x * to_x + y * to_y;
      across += x * to_y - y * to_x;
      square += x * x + y * y;
    }
    if (!(square > 0)) return {1, 0};
    return {static_cast<float>(along / square), static_cast<float>(across / square)};
  }

  /// The gray values at the probes of a shape; 0 outside of the picture.
  void look(PictureView picture, const Box& box, std::span<const Point> shape, const Cascade& cascade,
            std::vector<float>& gray) const {
    const Point turn = turn_to(shape);
    gray.clear();
    for (const auto& [landmark, shift] : cascade.probes) {
      const auto [column, row] = pixel_at(box, {turn.x * shift.x - turn.y * shift.y + shape[landmark].x,
                                                turn.y * shift.x + turn.x * shift.y + shape[landmark].y});
      if (column < 0 || row < 0 || column >= picture.width || row >= picture.height) {
        gray.push_back(0);
        continue;
      }
      const std::uint8_t* pixel = picture.pixel(static_cast<int>(row), static_cast<int>(column));
      const int sum = picture.channels == 1 ? 3 * pixel[0] : pixel[0] + pixel[1] + pixel[2];
      gray.push_back(static_cast<float>(sum / 3));
    }
  }

  void add_leaf(const Cascade& cascade, std::size_t tree, std::span<const float> gray,
                std::vector<Point>& shape) const {
    const Split* splits = cascade.splits.data() + tree * splits_;
    std::size_t node = 0;
    while (node < splits_) {
      const Split& split = splits[node];
      node = 2 * node + (gray[split.first] - gray[split.second] > split.threshold ? 1 : 2);
    }
    const Point* leaf = cascade.leaves.data() + (tree * (splits_ + 1) + node - splits_) * shape.size();
    for (std::size_t i = 0; i < shape.size(); ++i)
      shape[i] = {shape[i].x + leaf[i].x, shape[i].y + leaf[i].y};
  }

  std::vector<Point> initial_;
  std::vector<Cascade> cascades_;
  std::size_t splits_ = 0;  // of a tree
};

}  // namespace cameo::inline CAMEO_ABI
