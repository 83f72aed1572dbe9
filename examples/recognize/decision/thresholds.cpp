// SPDX-License-Identifier: MIT
#include "thresholds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cameo/io/file.hpp>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "common/failure.hpp"
#include "common/file_rights.hpp"
#include "published_thresholds.hpp"

namespace recognize {

using namespace examples;

namespace {

using json = nlohmann::ordered_json;  // as in decision.cpp: a second type of it takes seconds to compile

/// The value at x of the line through two points.
double on_line(double x, double x0, double y0, double x1, double y1) {
  return x1 == x0 ? y1 : y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

/// The place of a value among the rows, whose values fall: value(row) there is the first below it, or the
/// last one.
template <class Value>
std::size_t row_below(const ThresholdCurve& curve, double wanted, const Value& value) {
  std::size_t row = 1;
  while (row + 1 < curve.rows.size() && value(curve.rows[row]) > wanted) ++row;
  return row;
}

double threshold_at(const ThresholdCurve& curve, double far) {
  const std::size_t row = row_below(curve, far, [](const MeasuredThreshold& one) { return one.far; });
  const MeasuredThreshold &above = curve.rows[row - 1], &below = curve.rows[row];
  return std::min(above.threshold, on_line(std::log(far), std::log(above.far), above.threshold,
                                           std::log(below.far), below.threshold));
}

double far_at(const ThresholdCurve& curve, double distance) {
  if (distance > curve.rows.front().threshold) return 1;
  const std::size_t row =
      row_below(curve, distance, [](const MeasuredThreshold& one) { return one.threshold; });
  const MeasuredThreshold &above = curve.rows[row - 1], &below = curve.rows[row];
  return std::max(below.far, std::exp(on_line(distance, above.threshold, std::log(above.far), below.threshold,
                                              std::log(below.far))));
}

double tar_at(const ThresholdCurve& curve, double distance) {
  if (distance > curve.rows.front().threshold) return curve.rows.front().tar;
  if (distance < curve.rows.back().threshold) return curve.rows.back().tar;  // at most
  const std::size_t row =
      row_below(curve, distance, [](const MeasuredThreshold& one) { return one.threshold; });
  const MeasuredThreshold &above = curve.rows[row - 1], &below = curve.rows[row];
  return on_line(distance, above.threshold, above.tar, below.threshold, below.tar);
}

/// A value of a report, and where it stands there. A Failure where another one is expected.
class ReportValue {
 public:
  ReportValue(const json& value, std::string where) : value_(value), where_(std::move(where)) {}

  ReportValue at(const std::string& name) const {
    if (!value_.is_object()) refuse("an object");
    const auto member = value_.find(name);
    if (member == value_.end()) throw Failure(fmt::format("{} has no '{}'", where_, name));
    return {*member, where_ == whole ? name : where_ + "." + name};
  }

  double number() const {
    if (!value_.is_number()) refuse("a number");
    return value_.get<double>();
  }

  std::string text() const {
    if (!value_.is_string()) refuse("a text");
    return value_.get<std::string>();
  }

  std::vector<ReportValue> elements() const {
    if (!value_.is_array()) refuse("an array");
    std::vector<ReportValue> all;
    for (std::size_t i = 0; i < value_.size(); ++i)
      all.emplace_back(value_[i], fmt::format("{}[{}]", where_, i));
    return all;
  }

  std::vector<ReportValue> members() const {
    if (!value_.is_object()) refuse("an object");
    std::vector<ReportValue> all;
    for (const auto& member : value_.items()) all.push_back(at(member.key()));
    return all;
  }

  bool has(const std::string& name) const { return value_.contains(name); }

  static constexpr const char* whole = "it";

 private:
  [[noreturn]] void refuse(std::string_view expected) const {
    const std::string_view found = value_.type_name();
    const std::string_view article = value_.is_null() ? "" : found.find_first_of("ao") == 0 ? "an " : "a ";
    throw Failure(fmt::format("{} is {}{}, but {} is expected", where_, article, found, expected));
  }

  const json& value_;
  std::string where_;
};

/// The curve of all pairs or of a group in a report; a Failure where it is none.
ThresholdCurve curve_of(const ReportValue& set) {
  ThresholdCurve curve{set.at("eer").at("threshold").number(), {}};
  for (const ReportValue& row : set.at("thresholds").elements())
    curve.rows.push_back({row.at("far").number(), row.at("threshold").number(), row.at("tar").number()});
  if (curve.rows.size() < 2)
    throw Failure(
        "it is too small: two thresholds are needed, for which there are 15 pairs of people or more");
  for (std::size_t i = 0; i < curve.rows.size(); ++i) {
    const MeasuredThreshold& row = curve.rows[i];
    if (!(row.far > 0 && row.far < 1) || !(row.threshold >= 0) || !(row.tar >= 0 && row.tar <= 1))
      throw Failure("a threshold in it is none of distances");
    if (i > 0 && (row.far >= curve.rows[i - 1].far || row.threshold > curve.rows[i - 1].threshold))
      throw Failure("its thresholds do not fall with the FAR, as those of distances do");
  }
  if (!(curve.equal_error >= 0)) throw Failure("the threshold of its eer is none of distances");
  return curve;
}

json parse(std::string_view text) {
  try {
    return json::parse(text);
  } catch (const json::parse_error& error) {
    throw Failure(fmt::format("its byte {} is none of JSON", error.byte));
  } catch (const json::exception&) {
    throw Failure("a number in it is too large");
  }
}

}  // namespace

Thresholds::Thresholds(std::string source, std::string network, std::vector<ThresholdCurve> curves)
    : source_(std::move(source)), network_(std::move(network)), curves_(std::move(curves)) {}

Thresholds Thresholds::published() { return {"dlib's published network on LFW", "", published_curves()}; }

Thresholds Thresholds::read(const Path& report) {
  constexpr std::size_t most_bytes = std::size_t{64} << 20;
  const auto file = value_of(cameo::read_file(report.string(), most_bytes));
  using std::filesystem::perms;
  warn_of_others(report, perms::group_write | perms::others_write, "change these thresholds", "go-w");
  try {
    const json figures = parse({reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()});
    const ReportValue all(figures, ReportValue::whole);
    std::vector<ThresholdCurve> curves{curve_of(all)};
    if (all.has("groups"))
      for (const ReportValue& group : all.at("groups").members())
        if (!group.has("too_few")) curves.push_back(curve_of(group));
    if (!all.has("network") || all.at("network").text().empty())
      throw Failure(
          "it does not say of which network's descriptors they are, as one of --scores cannot; make one of "
          "pictures");
    return {report.filename().string(), all.at("network").text(), std::move(curves)};
  } catch (const Failure& problem) {
    throw Failure(
        fmt::format("{}: is no report that gives thresholds, as 'recognize report --json' writes: {}",
                    report.string(), problem.what()));
  }
}

double Thresholds::least_far() const {
  double least = 1;
  for (const ThresholdCurve& curve : curves_) least = std::min(least, curve.rows.back().far);
  return least;
}

double Thresholds::at_far(double far) const {
  double threshold = std::numeric_limits<double>::infinity();
  // A group that cannot tell so small a FAR still bounds the threshold by its smallest one.
  for (const ThresholdCurve& curve : curves_)
    threshold = std::min(threshold, threshold_at(curve, std::max(far, curve.rows.back().far)));
  return threshold;
}

double Thresholds::at_equal_error() const {
  double largest = 0;
  for (const ThresholdCurve& curve : curves_) largest = std::max(largest, curve.equal_error);
  return largest;
}

double Thresholds::false_match_rate(double distance) const {
  double worst = 0;
  for (const ThresholdCurve& curve : curves_) {
    // A curve says nothing below its last row, where another one reaches farther.
    if (distance >= curve.rows.back().threshold) worst = std::max(worst, far_at(curve, distance));
  }
  return std::max(worst, least_far());
}

double Thresholds::false_non_match_rate(double distance) const {
  double worst = 0;
  bool known = false;
  for (const ThresholdCurve& curve : curves_) {
    known |= distance >= curve.rows.back().threshold;
    worst = std::max(worst, 1 - tar_at(curve, distance));
  }
  return known ? worst : 1;
}

}  // namespace recognize
