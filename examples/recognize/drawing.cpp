// SPDX-License-Identifier: MIT
#include "drawing.hpp"

#include <algorithm>
#include <cameo/data/channels.hpp>

#include "common/canvas.hpp"

namespace recognize {

using namespace examples;

cameo::Picture draw_faces(const cameo::Picture& picture, std::span<const Face> faces,
                          std::span<const std::string> labels) {
  constexpr double longest = 800;  // points
  const double scale = std::min(1.0, longest / std::max(picture.width, picture.height));
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

}  // namespace recognize
