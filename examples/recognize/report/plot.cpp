// SPDX-License-Identifier: MIT
#include "plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

namespace recognize {

namespace {

constexpr double width = 420, height = 320, left = 52, right = 404, top = 14, bottom = 272;

/// From a value to its place on an axis, of which it is 0 to 1.
using Axis = std::function<double(double)>;

/// A picture that is drawn line by line.
class Plot {
 public:
  Plot(std::string_view title, Axis x, Axis y)
      : text_(fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n", width, height,
                          title)),
        x_(std::move(x)),
        y_(std::move(y)) {}

  void x_tick(double value, std::string_view label) {
    add("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>\n", x(value), top,
        bottom);
    add("<text class=\"tick\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x(value),
        bottom + 18, label);
  }
  void y_tick(double value, std::string_view label) {
    add("<line class=\"grid\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>\n", y(value), left,
        right);
    add("<text class=\"tick\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", left - 8, y(value) + 4,
        label);
  }
  void x_name(std::string_view name) {
    add("<text class=\"name\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", (left + right) / 2,
        height - 8, name);
  }
  void line(std::span<const std::pair<double, double>> points, std::string_view style) {
    text_ += fmt::format("<path class=\"{}\" d=\"", style);
    for (std::size_t i = 0; i < points.size(); ++i)
      add("{}{:.1f} {:.1f}", i == 0 ? 'M' : 'L', x(points[i].first), y(points[i].second));
    text_ += "\"/>\n";
  }
  void label(double value_x, double value_y, std::string_view label, std::string_view style) {
    add("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", style, x(value_x) + 6, y(value_y) - 6,
        label);
  }

  std::string end() && { return text_ + "</svg>\n"; }

 private:
  template <class... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
  }
  double x(double value) const { return left + (right - left) * std::clamp(x_(value), 0.0, 1.0); }
  double y(double value) const { return bottom - (bottom - top) * std::clamp(y_(value), 0.0, 1.0); }

  std::string text_;
  Axis x_, y_;
};

/// The deviate of the normal distribution below which a part of it lies, by halving.
double deviate(double part) {
  double low = -8, high = 8;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (std::erfc(-middle / std::sqrt(2)) / 2 < part ? low : high) = middle;
  }
  return low;
}

Axis linear(double low, double high) {
  return [=](double value) { return (value - low) / (high - low); };
}

std::string percent(double rate) { return fmt::format("{:g} %", 100 * rate); }

}  // namespace

std::string plot_roc(std::span<const cameo::OperatingPoint> curve, double least_far) {
  const double decades = -std::log10(least_far);
  const Axis x = [=](double far) { return 1 + std::log10(std::max(far, least_far)) / decades; };
  double lowest = 1;
  for (const cameo::OperatingPoint& point : curve)
    if (point.false_accepts >= least_far) lowest = std::min(lowest, point.true_accepts);
  const double floor = std::min(0.9, std::floor(lowest * 10) / 10), step = floor < 0.6   ? 0.1
                                                                           : floor < 0.8 ? 0.05
                                                                                         : 0.02;
  Plot plot("ROC", x, linear(floor, 1));
  for (double far = 1; far > least_far * 0.99; far /= 10) plot.x_tick(far, percent(far));
  for (int i = 0; floor + i * step < 1.001; ++i) plot.y_tick(floor + i * step, percent(floor + i * step));
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (i > 0) points.emplace_back(curve[i].false_accepts, curve[i - 1].true_accepts);  // steps, as they are
    points.emplace_back(curve[i].false_accepts, curve[i].true_accepts);
  }
  plot.line(points, "curve first");
  plot.x_name("false accepts (FAR); upwards: true accepts (TAR)");
  return std::move(plot).end();
}

std::string plot_det(std::span<const cameo::OperatingPoint> curve, double least_rate) {
  const double low = deviate(least_rate), high = deviate(0.5);
  const Axis axis = [=](double rate) { return (deviate(std::max(rate, least_rate)) - low) / (high - low); };
  Plot plot("DET", axis, axis);
  for (const double rate : {0.00001, 0.0001, 0.001, 0.01, 0.05, 0.2, 0.5}) {
    if (rate < least_rate * 0.99) continue;
    plot.x_tick(rate, percent(rate));
    plot.y_tick(rate, percent(rate));
  }
  plot.line(std::vector<std::pair<double, double>>{{least_rate, least_rate}, {0.5, 0.5}}, "grid");
  std::vector<std::pair<double, double>> points;
  for (const cameo::OperatingPoint& point : curve)
    if (std::max(point.false_accepts, 1 - point.true_accepts) <= 0.5)
      points.emplace_back(point.false_accepts, 1 - point.true_accepts);
  plot.line(points, "curve first");
  plot.x_name("false accepts (FAR); upwards: false rejects (FRR)");
  return std::move(plot).end();
}

std::string plot_distances(const Histogram& histogram, const std::optional<double>& tolerance,
                           bool is_similarity) {
  const auto& genuine = histogram.genuine;
  const auto& impostors = histogram.impostors;
  const double highest = std::max(*std::max_element(genuine.begin(), genuine.end()),
                                  *std::max_element(impostors.begin(), impostors.end()));
  const double range = histogram.high - histogram.low;
  Plot plot("distances", linear(histogram.low, histogram.high), linear(0, highest * 1.12));
  const double raw = range / 6, power = std::pow(10, std::floor(std::log10(raw)));
  const double step = power * (raw / power > 5 ? 10 : raw / power > 2 ? 5 : raw / power > 1 ? 2 : 1);
  for (double value = std::ceil(histogram.low / step) * step; value < histogram.high; value += step) {
    const double shown = std::abs(value) < step / 2 ? 0 : is_similarity ? -value : value;
    plot.x_tick(value, fmt::format("{:.6g}", shown));
  }
  const auto draw = [&](const std::vector<double>& parts, std::string_view style, std::string_view name) {
    const double bin = range / static_cast<double>(parts.size());
    std::vector<std::pair<double, double>> points{{histogram.low, 0}};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      points.emplace_back(histogram.low + static_cast<double>(i) * bin, parts[i]);
      points.emplace_back(histogram.low + static_cast<double>(i + 1) * bin, parts[i]);
    }
    points.emplace_back(histogram.high, 0);
    plot.line(points, fmt::format("area {}", style));
    const auto peak = static_cast<double>(std::max_element(parts.begin(), parts.end()) - parts.begin());
    plot.label(histogram.low + peak * bin, *std::max_element(parts.begin(), parts.end()), name,
               fmt::format("label {}", style));
  };
  draw(impostors, "second", "two people");
  draw(genuine, "first", "one person");
  if (tolerance)
    plot.line(std::vector<std::pair<double, double>>{{*tolerance, 0}, {*tolerance, highest * 1.12}}, "mark");
  plot.x_name(is_similarity ? "similarity" : tolerance ? "distance; dashed: the tolerance" : "distance");
  return std::move(plot).end();
}

}  // namespace recognize
