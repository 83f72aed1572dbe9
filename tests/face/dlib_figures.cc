// SPDX-License-Identifier: MIT
// Prints dlib_figures.hpp, by dlib 19.24 of Debian 12 (libdlib-dev) and the published network:
//   g++ -std=c++17 -O2 dlib_figures.cc -o dlib_figures -ldlib -lopenblas -llapack -lpthread -lpng -ljpeg
//   ./dlib_figures dlib_face_recognition_resnet_model_v1.dat > dlib_figures.hpp
#include <dlib/dnn.h>
#include <dlib/image_processing/full_object_detection.h>
#include <dlib/image_transforms.h>

#include <cstdio>

#include "made_up.hpp"

using namespace dlib;

namespace {

template <int Filters, int Stride, class Below>
using Pair = affine<con<Filters, 3, 3, 1, 1, relu<affine<con<Filters, 3, 3, Stride, Stride, Below>>>>>;
template <int Filters, class Below>
using Keep = relu<add_prev1<Pair<Filters, 1, tag1<Below>>>>;
template <int Filters, class Below>
using Down = relu<add_prev2<avg_pool<2, 2, 2, 2, skip1<tag2<Pair<Filters, 2, tag1<Below>>>>>>>;
template <class B>
using G32 = Keep<32, Keep<32, Keep<32, B>>>;
template <class B>
using G64 = Keep<64, Keep<64, Keep<64, Down<64, B>>>>;
template <class B>
using G128 = Keep<128, Keep<128, Down<128, B>>>;
template <class B>
using G256 = Keep<256, Keep<256, Down<256, B>>>;
using Net = loss_metric<fc_no_bias<
    128, avg_pool_everything<
             Down<256, G256<G128<G64<G32<max_pool<
                           3, 3, 2, 2, relu<affine<con<32, 7, 7, 2, 2, input_rgb_image_sized<150>>>>>>>>>>>>>;

void print(const char* name, const matrix<float, 0, 1>& descriptor) {
  std::printf("inline constexpr std::array<float, 128> %s{", name);
  for (long i = 0; i < descriptor.size(); ++i)
    std::printf("%s%s%.8gf", i ? "," : "", i % 6 ? " " : "\n    ", double(descriptor(i)));
  std::printf("};\n\n");
}

full_object_detection detection(const made_up::Points& points) {
  std::vector<point> parts;
  for (const auto& [x, y] : points) parts.emplace_back(x, y);
  return full_object_detection(rectangle(), parts);
}

// The place of a chip: the middles of its corner pixels in the picture; and some of its pixels.
void print(const matrix<rgb_pixel>& picture, const made_up::Points& points) {
  const chip_details details = get_face_chip_details(detection(points), 150, 0.25);
  matrix<rgb_pixel> chip;
  extract_image_chip(picture, details, chip);
  const auto corner = [&](dpoint p) { return rotate_point<double>(center(details.rect), p, details.angle); };
  const dpoint first = corner(details.rect.tl_corner()), last = corner(details.rect.br_corner());
  long sum = 0;
  for (const rgb_pixel& p : chip) sum += p.red + p.green + p.blue;
  std::printf("    {%.12g, %.12g, %.12g, %.12g, %ld, {", first.x(), first.y(), last.x(), last.y(), sum);
  for (int i = 0; i < 10; ++i) {
    const rgb_pixel& p = chip(4 + 15 * i, (7 + 61 * i) % 150);
    std::printf("%s%d, %d, %d", i ? ", " : "", p.red, p.green, p.blue);
  }
  std::printf("}},\n");
}

}  // namespace

int main(int, char** arguments) {
  Net net;
  deserialize(arguments[1]) >> net;
  matrix<rgb_pixel> noise(150, 150), picture(made_up::height, made_up::width);
  const auto bytes = made_up::noise();
  for (long i = 0; i < noise.size(); ++i)
    noise(i / 150, i % 150) = {bytes[size_t(3 * i)], bytes[size_t(3 * i + 1)], bytes[size_t(3 * i + 2)]};
  for (int y = 0; y < made_up::height; ++y)
    for (int x = 0; x < made_up::width; ++x)
      picture(y, x) = {made_up::smooth(y, x, 0), made_up::smooth(y, x, 1), made_up::smooth(y, x, 2)};
  matrix<rgb_pixel> chip;
  extract_image_chip(picture, get_face_chip_details(detection(made_up::faces()[1]), 150, 0.25), chip);

  std::printf(
      "// SPDX-License-Identifier: MIT\n#pragma once\n\n#include <array>\n\n// Printed by "
      "dlib_figures.cc.\n\nnamespace dlib_figures {\n\n");
  print("descriptor_of_noise", net(noise));
  print("descriptor_of_face_1", net(chip));
  std::printf(
      "/// A chip: where its first and its last pixel lie, the sum of its bytes, pixels (4 + 15 i, (7 + 61 "
      "i) modulo 150).\n");
  std::printf(
      "struct Chip {\n  double x_first, y_first, x_last, y_last;\n  long sum;\n  std::array<int, 30> "
      "pixels;\n};\n");
  std::printf(
      "/// Of made_up::faces(), then of made_up::many_points().\ninline constexpr std::array<Chip, %zu> "
      "chips{{\n",
      made_up::faces().size() + 1);
  for (const made_up::Points& points : made_up::faces()) print(picture, points);
  print(picture, made_up::many_points());
  std::printf("}};\n\n}  // namespace dlib_figures\n");
}
