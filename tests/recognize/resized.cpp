// SPDX-License-Identifier: MIT
// resized PICTURE SIDE FILE.png: the picture, with a longer side of so many pixels.
#include <algorithm>
#include <cameo/data/resize.hpp>
#include <cameo/ext/image/write_png.hpp>
#include <cameo/ext/image_file.hpp>
#include <cstdio>
#include <cstdlib>

namespace {

cameo::Error write_resized(const char* picture, int side, const char* file) {
  const auto whole = cameo::read_image(picture);
  if (!whole) return whole.error();
  const int longer = std::max(whole->height, whole->width);
  const auto sized = cameo::resize(*whole, whole->height * side / longer, whole->width * side / longer);
  return sized ? cameo::write_png(*sized, file) : sized.error();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 1;
  const cameo::Error error = write_resized(arguments[1], std::atoi(arguments[2]), arguments[3]);
  if (error) std::fprintf(stderr, "resized: %s\n", error.c_str());
  return error ? 1 : 0;
}
