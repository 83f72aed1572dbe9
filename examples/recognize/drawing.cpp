// SPDX-License-Identifier: MIT
#include "drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cameo/data/channels.hpp>
#include <cameo/ext/image/write_png.hpp>
#include <fstream>

#include "common/canvas.hpp"
#include "common/failure.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr const char* program = "recognize";

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
  check(cameo::write_png(drawing, path, {.fast = true, .software = program}));
}

void check_is_drawing(const Path& path) {
  std::array<char, 64> head{};  // of a PNG's signature and first chunk, behind which ours has its text
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return;
  file.read(head.data(), head.size());
  if (std::string_view(head.data(), head.size()).find(std::string("Software\0", 9) + program) ==
      std::string_view::npos)
    throw Failure(fmt::format("{}: a drawing would replace it, but it is none; give an --output of its own",
                              path.string()));
}

}  // namespace recognize
