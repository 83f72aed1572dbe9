// SPDX-License-Identifier: MIT
#include "mistakes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace faces {

using namespace examples;

namespace {

constexpr std::size_t most_shown = 120, most_columns = 8, fewest_columns = 4;
constexpr double margin = 32, picture_side = 112, column = picture_side + 24, row = picture_side + 76,
                 head = 84;
constexpr TextStyle heading_style{.size = 18, .bold = true}, subtitle_style{.size = 12.5, .color = gray};

void draw_mistake(Canvas& canvas, Point corner, const Mistake& mistake, const cameo::LoadedImages& images) {
  canvas.draw_picture(corner, picture_side, picture_side, images.picture(mistake.index));
  TextStyle style{.size = 13, .color = orange, .bold = true, .align = 1};
  const std::string probability = fmt::format("{:.2f}", mistake.probability);
  const double below = corner.y + picture_side;
  canvas.draw_text({corner.x + picture_side, below + 18}, probability, style);
  style.most_width = picture_side - canvas.text_width(probability, style) - 6;
  style.align = 0;
  canvas.draw_text({corner.x, below + 18}, images.class_names[static_cast<std::size_t>(mistake.predicted)],
                   style);
  style = {.size = 12, .most_width = picture_side};
  canvas.draw_text({corner.x, below + 35},
                   "is " + images.class_names[static_cast<std::size_t>(mistake.truth)], style);
  style = {.size = 10.5, .color = gray, .most_width = picture_side, .cut_end = false};
  canvas.draw_text({corner.x, below + 50}, images.paths[mistake.index].filename().string(), style);
}

}  // namespace

std::vector<Mistake> find_mistakes(std::span<const float> probabilities, std::span<const float> labels) {
  std::vector<Mistake> mistakes;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const int truth = labels[i] > 0.5f, predicted = probabilities[i] > 0.5f;
    if (truth == predicted) continue;
    mistakes.push_back({i, truth, predicted, predicted == 1 ? probabilities[i] : 1 - probabilities[i]});
  }
  std::sort(mistakes.begin(), mistakes.end(), [](const Mistake& a, const Mistake& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.index < b.index;
  });
  return mistakes;
}

cameo::Picture draw_mistakes(std::span<const Mistake> mistakes, const cameo::LoadedImages& images) {
  const auto shown = mistakes.first(std::min(mistakes.size(), most_shown));
  const std::size_t columns = std::clamp(shown.size(), fewest_columns, most_columns);
  const std::size_t rows = (shown.size() - 1) / columns + 1;
  Canvas canvas(2 * margin + static_cast<double>(columns) * column - (column - picture_side),
                head + static_cast<double>(rows) * row + margin / 2);
  const std::string some =
      shown.size() < mistakes.size() ? fmt::format("; the {} surest are shown", shown.size()) : "";
  canvas.draw_text({margin, 42},
                   fmt::format("{} of {} test pictures misclassified", mistakes.size(), images.paths.size()),
                   heading_style);
  canvas.draw_text({margin, 62}, "predicted class and its probability, true class, file" + some,
                   subtitle_style);
  for (std::size_t i = 0; i < shown.size(); ++i)
    draw_mistake(
        canvas,
        {margin + static_cast<double>(i % columns) * column, head + static_cast<double>(i / columns) * row},
        shown[i], images);
  return canvas.picture();
}

}  // namespace faces
