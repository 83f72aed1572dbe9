// SPDX-License-Identifier: MIT
// moving_frames PICTURE COUNT FOLDER: so many frames of 400x300 as a camera sees a picture that moves nearer
// and to the side, as PNGs.
#include <cameo/data/crop.hpp>
#include <cameo/data/resize.hpp>
#include <cameo/ext/image/write_png.hpp>
#include <cameo/ext/image_file.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

cameo::Error write_frames(const char* picture, int count, const std::string& folder) {
  const auto whole = cameo::read_image(picture);
  if (!whole) return whole.error();
  for (int frame = 0; frame < count; ++frame) {
    const double part = 0.95 - 0.3 * frame / count;  // of the picture's width
    const int width = static_cast<int>(whole->width * part), height = width * 3 / 4;
    const int top = (whole->height - height) / 8,
              left = (whole->width - width) * (count + frame) / (2 * count);
    const auto cut = cameo::crop(*whole, {top, left, height, width});
    if (!cut) return cut.error();
    const auto sized = cameo::resize(*cut, 300, 400);
    if (!sized) return sized.error();
    char name[32];
    std::snprintf(name, sizeof(name), "/%03d.png", frame);
    if (cameo::Error error = cameo::write_png(*sized, folder + name)) return error;
  }
  return {};
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 1;
  const cameo::Error error = write_frames(arguments[1], std::atoi(arguments[2]), arguments[3]);
  if (error) std::fprintf(stderr, "moving_frames: %s\n", error.c_str());
  return error ? 1 : 0;
}
