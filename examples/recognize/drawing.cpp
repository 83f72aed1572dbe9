// SPDX-License-Identifier: MIT
#include "drawing.hpp"

#include <algorithm>
#include <cameo/data/channels.hpp>
#include <cameo/ext/image/write_png.hpp>

#include "common/canvas.hpp"
#include "common/failure.hpp"
#include "common/made_by.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr const char* maker = "recognize";

}  // namespace

cameo::Picture draw_faces(const cameo::Picture& picture, std::span<const Face> faces,
                          std::span<const std::string> labels) {
  // In the picture's own pixels, two a point, but neither so few that labels hide it nor needlessly many.
  const double longest = std::max(picture.width, picture.height);
  const double scale = std::min(1.0, std::clamp(longest / 2, 400.0, 800.0) / longest);
  Canvas canvas(picture.width * scale, picture.height * scale);
  canvas.draw_picture({0, 0}, picture.width * scale, picture.height * scale, cameo::to_rgb(picture));
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const cameo::Box& box = faces[i].box;
    const double left = box.left * scale, top = box.top * scale;
    const double right = left + box.width * scale, bottom = top + box.height * scale;
    const std::array corners{Point{left, top},    Point{right, top}, Point{right, bottom},
                             Point{left, bottom}, Point{left, top},  Point{right, top}};
    const Color color = labels[i] == "unknown" ? orange : blue;
    canvas.draw_line(corners, color, 2);
    const TextStyle style{.size = 14, .color = {1, 1, 1}, .bold = true, .align = 0.5};
    const double middle = (left + right) / 2, half = canvas.text_width(labels[i], style) / 2 + 6;
    const std::array plate{Point{middle - half, bottom + 10}, Point{middle + half, bottom + 10}};
    canvas.draw_line(plate, color, 20);
    canvas.draw_text({middle, bottom + 15}, labels[i], style);
  }
  return canvas.picture();
}

void write_drawing(const cameo::Picture& drawing, const Path& path) {
  check(cameo::write_png(drawing, path, {.fast = true, .software = maker}));
}

void check_is_drawing(const Path& path) { check_made_by(maker, path); }

}  // namespace recognize
