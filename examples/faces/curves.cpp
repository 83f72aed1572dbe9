// SPDX-License-Identifier: MIT
#include "curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace faces {

using namespace examples;

namespace {

using Epochs = std::span<const cameo::EpochScores>;
using Figure = float cameo::EpochScores::*;

constexpr TextStyle title_style{.size = 16, .bold = true}, tick_style{.size = 11.5, .color = gray},
    label_style{.size = 12.5};

/// The least of 1, 2, 5, 10, 20, 50, ... and of their tenths, hundredths, ... that is at least `step`.
double round_up_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= step * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

/// Values of an axis: from `low` to `high`, both multiples of `step`.
struct Scale {
  double low, high, step;

  /// With as many digits as tell one step from the next, and `more`.
  std::string label(double value, int more = 0) const {
    const int power = static_cast<int>(std::floor(std::log10(step) + 1e-9));
    if (power > 6) return fmt::format("{:.{}g}", value, 1 + more);  // a training that nearly diverged
    return fmt::format("{:.{}f}", value, std::max(0, more - power));
  }
};

/// A loss is shown from 0, an accuracy up to 1.
Scale scale_of(Epochs history, Figure training, Figure validation, bool is_accuracy) {
  double low = is_accuracy ? 1 : 0, high = low;
  for (const cameo::EpochScores& epoch : history)
    for (const double value : {epoch.*training, epoch.*validation})
      if (std::isfinite(value)) {
        low = std::min(low, value);
        high = std::max(high, value);
      }
  constexpr double most_steps = 5, least_range = 1e-9;
  const double least = is_accuracy ? 0.05 : least_range;  // an accuracy of 1 throughout needs an axis too
  const double step = round_up_step(std::max(high - low, least) / most_steps);
  low = is_accuracy ? std::min(low, high - least) : low;
  return {std::floor(low / step + 1e-6) * step, std::max(std::ceil(high / step - 1e-6), 1.0) * step, step};
}

/// Where a panel's values are drawn, those of epochs 1, 2, ...
struct Panel {
  double left, right, top, bottom;
  Scale scale;
  std::size_t epochs;

  double x(double epoch) const {
    if (epochs == 1) return (left + right) / 2;
    return left + (right - left) * (epoch - 1) / static_cast<double>(epochs - 1);
  }
  double y(double value) const {
    return bottom - (bottom - top) * (value - scale.low) / (scale.high - scale.low);
  }
};

struct Curve {
  std::string name;
  Figure figure;
  Color color;
};

/// The last value of a curve, and what is written beside it.
struct Ending {
  Point point;
  std::string text;
  Color color;
};

void draw_axes(Canvas& canvas, const Panel& panel) {
  const int steps = static_cast<int>(std::lround((panel.scale.high - panel.scale.low) / panel.scale.step));
  for (int i = 0; i <= steps; ++i) {
    const double value = panel.scale.low + i * panel.scale.step, y = panel.y(value);
    canvas.draw_line(std::vector<Point>{{panel.left, y}, {panel.right, y}}, hairline, 1);
    TextStyle style = tick_style;
    style.align = 1;
    canvas.draw_text({panel.left - 10, y + 4}, panel.scale.label(value), style);
  }
  constexpr double least_distance = 36;
  const double most_ticks = (panel.right - panel.left) / least_distance;
  const auto step = static_cast<std::size_t>(
      round_up_step(std::max(1.0, static_cast<double>(panel.epochs - 1) / most_ticks)));
  TextStyle style = tick_style;
  style.align = 0.5;
  for (std::size_t epoch = 1; epoch <= panel.epochs; epoch = (epoch / step + 1) * step)
    canvas.draw_text({panel.x(static_cast<double>(epoch)), panel.bottom + 20}, fmt::format("{}", epoch),
                     style);
  canvas.draw_text({(panel.left + panel.right) / 2, panel.bottom + 40}, "epoch", style);
}

/// A value that is not finite leaves a gap.
std::vector<Ending> draw_curves_of(Canvas& canvas, const Panel& panel, Epochs history,
                                   std::span<const Curve> curves) {
  std::vector<Ending> endings;
  for (const Curve& curve : curves) {
    std::vector<Point> points;
    Point last{};
    double last_value = 0;
    bool any = false;
    for (std::size_t i = 0; i <= history.size(); ++i) {
      const float value = i < history.size() ? history[i].*curve.figure : NAN;
      if (std::isfinite(value)) {
        last = {panel.x(static_cast<double>(i + 1)), panel.y(value)};
        last_value = value;
        any = true;
        points.push_back(last);
      } else {
        canvas.draw_line(points, curve.color, 2);
        points.clear();
      }
    }
    if (!any) continue;
    canvas.draw_dot(last, 3.5, curve.color);
    endings.push_back(
        {last, fmt::format("{} {}", curve.name, panel.scale.label(last_value, 2)), curve.color});
  }
  return endings;
}

/// Names stand beside the ends of their curves, moved apart when they would touch.
void draw_endings(Canvas& canvas, const Panel& panel, std::vector<Ending> endings) {
  std::sort(endings.begin(), endings.end(),
            [](const Ending& a, const Ending& b) { return a.point.y < b.point.y; });
  constexpr double line_height = 17;
  if (endings.size() == 2) {
    double& above = endings[0].point.y;
    double& below = endings[1].point.y;
    const double missing = std::max(0.0, line_height - (below - above));
    below = std::min(below + missing / 2, panel.bottom);
    above = std::min(above - missing / 2, below - line_height);
  }
  for (const Ending& ending : endings) {
    TextStyle style = label_style;
    style.color = ending.color;
    canvas.draw_text({ending.point.x + 10, ending.point.y + 4.5}, ending.text, style);
  }
}

void draw_panel(Canvas& canvas, double left, double width, const char* title, Epochs history,
                std::span<const Curve> curves, bool is_accuracy) {
  Panel panel{.left = left,
              .right = left + width - 120,
              .top = 66,
              .bottom = 296,
              .scale = scale_of(history, curves[0].figure, curves[1].figure, is_accuracy),
              .epochs = history.size()};
  panel.left += 10 + std::max(canvas.text_width(panel.scale.label(panel.scale.high), tick_style),
                              canvas.text_width(panel.scale.label(panel.scale.low), tick_style));
  canvas.draw_text({left, 36}, title, title_style);
  draw_axes(canvas, panel);
  draw_endings(canvas, panel, draw_curves_of(canvas, panel, history, curves));
}

}  // namespace

cameo::Picture draw_curves(Epochs history) {
  using cameo::EpochScores;
  Canvas canvas(960, 356);
  const Curve losses[]{{"training", &EpochScores::loss, blue},
                       {"validation", &EpochScores::val_loss, orange}};
  const Curve accuracies[]{{"training", &EpochScores::accuracy, blue},
                           {"validation", &EpochScores::val_accuracy, orange}};
  draw_panel(canvas, 28, 440, "Loss", history, losses, false);
  draw_panel(canvas, 504, 440, "Accuracy", history, accuracies, true);
  return canvas.picture();
}

}  // namespace faces
