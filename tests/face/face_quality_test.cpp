// SPDX-License-Identifier: MIT
#include "cameo/face/face_quality.hpp"

#include <cmath>
#include <string>

#include "cameo/face/extract_chip.hpp"
#include "catch.hpp"
#include "face/made_up_picture.hpp"

using namespace cameo;

namespace face_quality_test {

FaceQuality quality_of(const Picture& picture, const FacePlace& place) {
  const auto chip = extract_chip(picture, place);
  REQUIRE(chip);
  return face_quality(picture, place, *chip);
}

std::string fault(FaceQuality quality) { return std::string(check_quality(quality).message()); }

constexpr FaceQuality good{.side = 150, .inside = 1, .brightness = 0.5, .sharpness = 0.5};

TEST_CASE("Size, border, light and sharpness of a face are measured") {
  const Picture picture = made_up::smooth_picture(400, 400, 3);
  const FaceQuality quality = quality_of(picture, {{40, 50}, {1.2, 0.9}, 100});
  CHECK(quality.side == Approx(150));
  CHECK(quality.inside < 1);  // its lower left corner is at x = 40 - 89
  CHECK(quality_of(picture, {{150, 50}, {1.2, 0.9}, 100}).inside == 1);
  CHECK(quality_of(picture, {{-50, 0}, {1, 0}, 100}).inside == Approx(0.5));

  Picture white(200, 200, 1);
  for (std::uint8_t& byte : white.pixels) byte = 204;
  const FaceQuality flat = quality_of(white, {{20, 20}, {1, 0}, 150});
  CHECK(flat.brightness == Approx(0.8));
  CHECK(flat.sharpness == 0);

  // A chessboard of single pixels: each value is mean +- a, its Laplacian 8 a.
  Picture board(200, 200, 1);
  for (int y = 0; y < 200; ++y)
    for (int x = 0; x < 200; ++x) *board.pixel(y, x) = (x + y) % 2 == 0 ? 100 : 200;
  CHECK(quality_of(board, {{20, 20}, {1, 0}, 150}).sharpness == Approx(8));
}

TEST_CASE("Noise is no sharpness, and sharpness that of a chip, however large the picture is") {
  // Waves, and noise as of a JPEG file.
  const auto waves = [](int size, double length, int noise) {
    Picture picture(size, size, 1);
    for (int y = 0; y < size; ++y)
      for (int x = 0; x < size; ++x) {
        const double wave = std::sin(6.2832 * x / length) + std::sin(6.2832 * y / length);
        const int flicker = noise * ((x * 7919 + y * 104729) % 3 - 1);
        *picture.pixel(y, x) = static_cast<std::uint8_t>(128 + 40 * wave + flicker);
      }
    return picture;
  };
  const FacePlace place{{25, 25}, {1, 0}, 150}, doubled{{50, 50}, {2, 0}, 150};
  const double blurred = quality_of(waves(200, 40, 0), place).sharpness;
  CHECK(blurred < FaceQualityLimits{}.sharpness);
  CHECK(quality_of(waves(200, 40, 4), place).sharpness < FaceQualityLimits{}.sharpness);
  CHECK(quality_of(waves(200, 15, 0), place).sharpness > FaceQualityLimits{}.sharpness);
  CHECK(quality_of(waves(400, 80, 0), doubled).sharpness == Approx(blurred).epsilon(0.05));
}

TEST_CASE("A poor face is refused with its figure") {
  const auto with = [](double FaceQuality::*figure, double value) {
    FaceQuality quality = good;
    quality.*figure = value;
    return fault(quality);
  };
  CHECK(fault(good).empty());
  CHECK(with(&FaceQuality::side, 41.6) ==
        "the face is too small: 42 pixels wide with its margin, but 60 are needed");
  CHECK(with(&FaceQuality::inside, 0.666) ==
        "the face is cut by the border: 0.67 of it is in the picture, but 0.80 are needed");
  CHECK(with(&FaceQuality::brightness, 0.05) == "the face is too dark: 0.05 of white, but 0.15 are needed");
  CHECK(with(&FaceQuality::brightness, 0.95) ==
        "the face is too bright: 0.95 of white, but at most 0.90 are good");
  CHECK(with(&FaceQuality::sharpness, 0.01) ==
        "the face is blurred: its sharpness is 0.01, but 0.35 are needed");
}

}  // namespace face_quality_test
