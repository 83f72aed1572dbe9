// SPDX-License-Identifier: MIT
#include "cameo/data/batch.hpp"

#include <limits>
#include <vector>
#include "catch.hpp"

#include "cameo/data/crop.hpp"
#include "cameo/data/flip.hpp"
#include "cameo/data/rotate.hpp"
#include "test_picture.hpp"

using namespace cameo;

namespace {

Dataset of(const Picture& picture, Augmentation augmentation = {}) {
  return {.size = {picture.height, picture.width, picture.channels},
          .bytes = picture.pixels,
          .values = {},
          .labels = {},
          .scale = 1,
          .augmentation = augmentation};
}

std::vector<float> load(const Dataset& data, std::array<int, 3> size, bool training = true,
                        std::uint64_t key = 1) {
  std::vector<float> x(detail::volume(size));
  REQUIRE_FALSE(load_sample(data, 0, size, training, key, x.data()));
  return x;
}

std::vector<float> floats(const Picture& picture) { return {picture.pixels.begin(), picture.pixels.end()}; }

}  // namespace

TEST_CASE("bytes are scaled, sample by sample") {
  const std::vector<std::uint8_t> bytes{0, 51, 102, 255, 153, 0};
  const Dataset data{.size = {1, 1, 3}, .bytes = bytes, .values = {}, .labels = {}, .augmentation = {}};
  float x[3];
  REQUIRE_FALSE(load_sample(data, 1, {1, 1, 3}, true, 1, x));
  REQUIRE(x[0] == 1.0f);
  REQUIRE(x[1] == Approx(0.6));
  REQUIRE(x[2] == 0.0f);
}

TEST_CASE("a larger picture is cropped at the centre") {
  const Picture picture = test_picture(9, 8, 3);
  REQUIRE(load(of(picture), {4, 5, 3}) == floats(*center_crop(picture, 4, 5)));
  REQUIRE(load(of(picture), {9, 8, 3}) == floats(picture));
}

TEST_CASE("augmentation is for training only") {
  const Picture picture = test_picture(9, 8, 3);
  const Augmentation all{.random_crop = true,
                         .horizontal_flip = true,
                         .rotation_degrees = 40,
                         .brightness = 0.3f,
                         .contrast = 0.3f};
  REQUIRE(load(of(picture, all), {4, 5, 3}, false) == floats(*center_crop(picture, 4, 5)));
  REQUIRE(load(of(picture, all), {4, 5, 3}, true) != floats(*center_crop(picture, 4, 5)));
}

TEST_CASE("a key decides a sample") {
  const Picture picture = test_picture(16, 16, 3);
  const Dataset data = of(picture, {.random_crop = true,
                                    .horizontal_flip = true,
                                    .rotation_degrees = 20,
                                    .brightness = 0.1f,
                                    .contrast = 0.2f});
  REQUIRE(load(data, {9, 9, 3}, true, 5) == load(data, {9, 9, 3}, true, 5));
  REQUIRE(load(data, {9, 9, 3}, true, 5) != load(data, {9, 9, 3}, true, 6));
}

TEST_CASE("a flip is exact, and happens half of the times") {
  const Picture picture = test_picture(6, 7, 3);
  const Dataset data = of(picture, {.horizontal_flip = true});
  const std::vector<float> plain = floats(picture), mirrored = floats(flip_horizontal(picture));
  int flips = 0;
  for (std::uint64_t key = 0; key < 400; ++key) {
    const std::vector<float> x = load(data, {6, 7, 3}, true, key);
    REQUIRE((x == plain || x == mirrored));
    flips += x == mirrored;
  }
  REQUIRE(flips > 160);
  REQUIRE(flips < 240);
}

TEST_CASE("a random crop is a window of the picture, and every window comes") {
  const Picture picture = test_picture(6, 7, 1);
  const Dataset data = of(picture, {.random_crop = true});
  std::vector<std::vector<float>> windows;
  for (int top = 0; top < 3; ++top)
    for (int left = 0; left < 3; ++left) windows.push_back(floats(*crop(picture, {top, left, 4, 5})));
  std::vector<int> seen(windows.size());
  for (std::uint64_t key = 0; key < 300; ++key) {
    const auto found = std::find(windows.begin(), windows.end(), load(data, {4, 5, 1}, true, key));
    REQUIRE(found != windows.end());
    ++seen[static_cast<std::size_t>(found - windows.begin())];
  }
  REQUIRE(*std::min_element(seen.begin(), seen.end()) > 10);
}

TEST_CASE("a rotation is Pillow's where the picture reaches, counter-clockwise for positive angles") {
  const Picture picture = test_picture(9, 9, 3);
  const Augmentation augmentation{.rotation_degrees = 30};
  for (std::uint64_t key = 0; key < 20; ++key) {
    const std::vector<float> x = load(of(picture, augmentation), {9, 9, 3}, true, key);
    const double degrees = detail::symmetric(30, key, 3);
    const Picture reference = rotate(picture, degrees);
    for (int y = 3; y < 6; ++y)
      for (int column = 3; column < 6; ++column)
        for (int c = 0; c < 3; ++c) {
          const auto i = static_cast<std::size_t>((y * 9 + column) * 3 + c);
          REQUIRE(x[i] >= static_cast<float>(reference.pixels[i]) - 0.01f);
          REQUIRE(x[i] <= static_cast<float>(reference.pixels[i]) + 1.01f);
        }
  }
}

TEST_CASE("a rotation by nothing is exact, mirrored and cropped too") {
  const Picture picture = test_picture(7, 9, 3);
  const Augmentation upright{
      .random_crop = true, .horizontal_flip = true, .brightness = 0.1f, .contrast = 0.2f};
  for (std::array<int, 3> size : {std::array{7, 9, 3}, std::array{4, 6, 3}, std::array{5, 5, 3}})
    for (std::uint64_t key = 0; key < 20; ++key) {
      const detail::Draw draw = detail::draw(upright, picture.pixels.data(), {7, 9, 3}, size, key);
      std::vector<float> rotated(detail::volume(size));
      detail::show_rotated(draw, picture.pixels.data(), {7, 9, 3}, 1, size, rotated.data());
      REQUIRE(rotated == load(of(picture, upright), size, true, key));
    }
}

TEST_CASE("one colour stays one colour under any rotation: no corner is filled") {
  Picture picture(8, 8, 3);
  std::fill(picture.pixels.begin(), picture.pixels.end(), std::uint8_t{77});
  for (float value : load(of(picture, {.rotation_degrees = 180}), {8, 8, 3})) REQUIRE(value == 77.0f);
}

TEST_CASE("brightness adds, contrast scales around the mean, both stay in 0 .. 255") {
  Picture picture(1, 2, 1);
  picture.pixels = {100, 140};
  float lowest = 255, highest = 0;
  for (std::uint64_t key = 0; key < 200; ++key) {
    const std::vector<float> brighter = load(of(picture, {.brightness = 0.2f}), {1, 2, 1}, true, key);
    REQUIRE(brighter[1] - brighter[0] == Approx(40));
    lowest = std::min(lowest, brighter[0]);
    highest = std::max(highest, brighter[0]);
    const std::vector<float> contrast = load(of(picture, {.contrast = 0.5f}), {1, 2, 1}, true, key);
    REQUIRE((contrast[0] + contrast[1]) / 2 == Approx(120));
    REQUIRE(contrast[1] - contrast[0] >= 20 - 1e-3f);
    REQUIRE(contrast[1] - contrast[0] <= 60 + 1e-3f);
    for (float value : load(of(picture, {.brightness = 1}), {1, 2, 1}, true, key)) {
      REQUIRE(value >= 0);
      REQUIRE(value <= 255);
    }
  }
  REQUIRE(lowest == Approx(49).margin(4));
  REQUIRE(highest == Approx(151).margin(4));
}

TEST_CASE("float values are copied; NaN and infinity are named by sample") {
  std::vector<float> values{1, 2, 3, 4, 5, 6};
  const Dataset data{.size = {1, 1, 2}, .bytes = {}, .values = values, .labels = {}, .augmentation = {}};
  float x[2];
  REQUIRE_FALSE(load_sample(data, 2, {1, 1, 2}, true, 1, x));
  REQUIRE(x[0] == 5);
  REQUIRE(x[1] == 6);
  for (float fault : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    values[3] = fault;
    REQUIRE_FALSE(load_sample(data, 0, {1, 1, 2}, true, 1, x));
    REQUIRE(load_sample(data, 1, {1, 1, 2}, true, 1, x).message() ==
            "dataset: sample 1 has a value that is NaN or infinite; finite values are needed");
  }
}
