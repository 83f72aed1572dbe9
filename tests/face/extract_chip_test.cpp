// SPDX-License-Identifier: MIT
#include "cameo/face/extract_chip.hpp"

#include <cmath>
#include <cstdlib>
#include <vector>

#include "catch.hpp"
#include "face/dlib_figures.hpp"
#include "face/made_up_picture.hpp"

using namespace cameo;
using made_up::smooth_picture;

namespace extract_chip_test {

FacePlace place_of(const made_up::Points& points) {
  const auto place = place_of_face(made_up::landmarks_of(points));
  REQUIRE(place);
  return *place;
}

/// The value of a level of the pyramid in double, every level from the whole picture.
double level_value(const Picture& picture, int level, int y, int x, int c) {
  if (level == 0)
    return picture.pixels[static_cast<std::size_t>((y * picture.width + x) * picture.channels + c)];
  constexpr double weights[]{1, 4, 6, 4, 1};
  double sum = 0;
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j)
      sum += weights[i] * weights[j] * level_value(picture, level - 1, 2 * y + i, 2 * x + j, c);
  return sum / 256;
}

TEST_CASE("A chip is dlib's") {
  const Picture picture = smooth_picture(made_up::height, made_up::width, 3);
  std::vector<made_up::Points> faces = made_up::faces();
  faces.push_back(made_up::many_points());
  for (std::size_t face = 0; face < faces.size(); ++face) {
    CAPTURE(face);
    const auto& expected = dlib_figures::chips[face];
    const auto chip = extract_chip(picture, place_of(faces[face]));
    REQUIRE(chip);
    long sum = 0;
    for (const std::uint8_t byte : chip->pixels) sum += byte;
    CHECK(std::abs(sum - expected.sum) <= 5);
    for (int i = 0; i < 10; ++i)
      for (int c = 0; c < 3; ++c) {
        const int found = PictureView(*chip).pixel(4 + 15 * i, (7 + 61 * i) % 150)[c];
        CHECK(std::abs(found - expected.pixels[static_cast<std::size_t>(3 * i + c)]) <= 1);
      }
  }
}

TEST_CASE("A chip is near to the same sums in double, where the pyramid is not cut to bytes") {
  const Picture picture = smooth_picture(300, 400, 3);
  for (const double scale : {0.4, 1.7, 2.6, 5.1}) {
    CAPTURE(scale);
    const FacePlace place{{150 - 7 * scale, 190 - 11 * scale}, {scale, 0.3 * scale}, 21};
    const int halvings = detail::halvings(place);
    const auto chip = extract_chip(picture, place);
    REQUIRE(chip);
    // The picture is cut around the face before it is halved: the levels' pixels may lie one further.
    double margin = 2;
    for (int i = 0; i < halvings; ++i) margin = 2 * margin + 2;
    const Box box = detail::part_around(place, margin, picture);
    FacePlace in_level = place;
    in_level.first = {place.first.x - box.left, place.first.y - box.top};
    for (int i = 0; i < halvings; ++i) in_level = detail::in_half(in_level);
    const auto part = crop(picture, box);
    REQUIRE(part);
    double worst = 0;
    for (int row = 0; row < 21; row += 4)
      for (int column = 0; column < 21; column += 3)
        for (int c = 0; c < 3; ++c) {
          const auto [x, y] = in_level.at(row, column);
          const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
          double value = 0;
          for (int i = 0; i < 2; ++i)
            for (int j = 0; j < 2; ++j)
              value += (1 - std::fabs(x - left - j)) * (1 - std::fabs(y - top - i)) *
                       level_value(*part, halvings, top + i, left + j, c);
          worst = std::max(worst, std::fabs(value - 0.5 - PictureView(*chip).pixel(row, column)[c]));
        }
    CHECK(worst <= 0.5 + halvings + 1e-9);  // sums of a tie in another order
  }
}

TEST_CASE("Beyond the picture a chip is black") {
  Picture white(90, 80, 3);
  for (std::uint8_t& byte : white.pixels) byte = 255;
  const auto outside = extract_chip(white, {{-300, -300}, {1, 0}, 150});
  REQUIRE(outside);
  CHECK(outside->pixels == Picture(150, 150, 3).pixels);
  const auto half_outside = extract_chip(white, {{-20.5, 10}, {1, 0}, 40});
  REQUIRE(half_outside);
  CHECK(PictureView(*half_outside).pixel(5, 20)[0] == 0);
  CHECK(PictureView(*half_outside).pixel(5, 21)[0] == 255);
}

TEST_CASE("A gray picture gives the chip of the same picture in colour") {
  const Picture gray = smooth_picture(200, 200, 1);
  const FacePlace place{{20, 30}, {1.9, 0.2}, 60};
  const auto chip = extract_chip(gray, place), of_color = extract_chip(to_rgb(gray), place);
  REQUIRE(chip);
  REQUIRE(of_color);
  CHECK(chip->pixels == of_color->pixels);
}

TEST_CASE("A chip of no picture, of one of two channels, or of no place is an error") {
  CHECK(extract_chip(PictureView(), {{0, 0}, {1, 0}, 10}).error().message() ==
        "a face cannot be cut out of an empty picture");
  CHECK(extract_chip(Picture(20, 20, 2), {{0, 0}, {1, 0}, 10}).error().message() ==
        "a picture has 1 or 3 channels, but 2 were to become 3");
  for (const double wrong : {std::nan(""), HUGE_VAL})
    for (const FacePlace& place : {FacePlace{{wrong, 0}, {1, 0}, 10},
                                   {{0, wrong}, {1, 0}, 10},
                                   {{0, 0}, {wrong, 0}, 10},
                                   {{0, 0}, {1, wrong}, 10},
                                   {{0, 0}, {1, 0}, 1},
                                   {{0, 0}, {1, 0}, -1}})
      CHECK(extract_chip(Picture(20, 20, 1), place).error().message() ==
            "the place of a face must be finite numbers, and its chip at least 2 pixels wide");
}

}  // namespace extract_chip_test
