// SPDX-License-Identifier: MIT
#include "cameo/data/load_sample.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "cameo/data/crop.hpp"
#include "cameo/data/flip.hpp"
#include "cameo/data/rotate.hpp"
#include "catch.hpp"
#include "test_picture.hpp"

using namespace cameo;

namespace load_sample_test {

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

/// The degrees by which a key rotates, as pictures show it: along a row the gray grows by 10 a pixel.
double rotation_of(std::uint64_t key, float most) {
  Picture gradient(9, 9, 1);
  for (int y = 0; y < 9; ++y)
    for (int x = 0; x < 9; ++x) gradient.pixel(y, x)[0] = static_cast<std::uint8_t>(60 + 10 * x);
  const std::vector<float> x = load(of(gradient, {.rotation_degrees = most}), {9, 9, 1}, true, key);
  const auto at = [&](std::size_t row, std::size_t column) {
    return static_cast<double>(x[row * 9 + column]);
  };
  return std::atan2(at(4, 4) - at(5, 4), at(4, 5) - at(4, 4)) / 3.14159265358979 * 180;
}

/// Keras's affine map with fill_mode "reflect", in double: the picture goes on in its mirror image, d c b a |
/// a b c d | d c b a, on all sides. Output (size) about the middle, counter-clockwise.
std::vector<double> rotated(const Picture& picture, double degrees, std::array<int, 3> size) {
  const double radians = degrees * 3.14159265358979 / 180, cosine = std::cos(radians),
               sine = std::sin(radians);
  const auto mirrored = [](int at, int count) {
    const int inside = (at % (2 * count) + 2 * count) % (2 * count);
    return inside < count ? inside : 2 * count - 1 - inside;
  };
  std::vector<double> out;
  for (int row = 0; row < size[0]; ++row)
    for (int column = 0; column < size[1]; ++column) {
      const double down = row - (size[0] - 1) / 2.0, right = column - (size[1] - 1) / 2.0;
      const double y = (picture.height - size[0]) / 2 + (size[0] - 1) / 2.0 + cosine * down + sine * right;
      const double x = (picture.width - size[1]) / 2 + (size[1] - 1) / 2.0 - sine * down + cosine * right;
      const int top = static_cast<int>(std::floor(y)), left = static_cast<int>(std::floor(x));
      for (int c = 0; c < size[2]; ++c) {
        const auto at = [&](int i, int j) {
          return static_cast<double>(
              PictureView(picture).pixel(mirrored(i, picture.height), mirrored(j, picture.width))[c]);
        };
        out.push_back((at(top, left) * (left + 1 - x) + at(top, left + 1) * (x - left)) * (top + 1 - y) +
                      (at(top + 1, left) * (left + 1 - x) + at(top + 1, left + 1) * (x - left)) * (y - top));
      }
    }
  return out;
}

TEST_CASE("a rotation is Pillow's where the picture reaches, counter-clockwise for positive angles") {
  const Picture picture = test_picture(9, 9, 3);
  double least = 0, most = 0;
  for (std::uint64_t key = 0; key < 60; ++key) {
    const std::vector<float> x = load(of(picture, {.rotation_degrees = 30}), {9, 9, 3}, true, key);
    const double degrees = rotation_of(key, 30);
    least = std::min(least, degrees);
    most = std::max(most, degrees);
    const Picture reference = rotate(picture, degrees);
    for (int y = 3; y < 6; ++y)
      for (int column = 3; column < 6; ++column)
        for (int c = 0; c < 3; ++c) {
          const auto i = static_cast<std::size_t>((y * 9 + column) * 3 + c);
          REQUIRE(x[i] >= static_cast<float>(reference.pixels[i]) - 0.01f);
          REQUIRE(x[i] <= static_cast<float>(reference.pixels[i]) + 1.01f);
        }
  }
  CHECK(least == Approx(-30).margin(3));
  CHECK(most == Approx(30).margin(3));
}

TEST_CASE("a rotated picture goes on in its mirror image, as Keras's fill_mode reflect") {
  const Picture picture = test_picture(7, 12, 3), strip = test_picture(2, 30, 1);
  for (std::uint64_t key = 0; key < 40; ++key) {
    const double degrees = rotation_of(key, 180);
    for (const Picture& stored : {picture, strip}) {
      for (std::array<int, 3> size : {std::array{stored.height, stored.width, stored.channels},
                                      std::array{stored.height - 1, stored.width - 4, stored.channels}}) {
        const std::vector<float> x = load(of(stored, {.rotation_degrees = 180}), size, true, key);
        const std::vector<double> expected = rotated(stored, degrees, size);
        for (std::size_t i = 0; i < x.size(); ++i)
          REQUIRE(static_cast<double>(x[i]) == Approx(expected[i]).margin(0.05));
      }
    }
  }
}

TEST_CASE("a rotation by nothing is exact, mirrored and cropped too") {
  const Picture picture = test_picture(7, 9, 3);
  const Augmentation upright{
      .random_crop = true, .horizontal_flip = true, .brightness = 0.1f, .contrast = 0.2f};
  Augmentation hardly_rotated = upright;
  hardly_rotated.rotation_degrees = 1e-30f;
  for (std::array<int, 3> size : {std::array{7, 9, 3}, std::array{4, 6, 3}, std::array{5, 5, 3}})
    for (std::uint64_t key = 0; key < 20; ++key)
      REQUIRE(load(of(picture, hardly_rotated), size, true, key) ==
              load(of(picture, upright), size, true, key));
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

TEST_CASE("contrast scales around each channel's mean over the whole stored picture") {
  Picture picture(5, 4, 3);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i)  // dark above, lighter below; the channels differ
    picture.pixels[i] = static_cast<std::uint8_t>(80 + i % 3 * 25 + i / 12 * 8 + i % 5);
  std::array<double, 3> means{};
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) means[i % 3] += picture.pixels[i] / 20.0;
  for (std::uint64_t key = 0; key < 20; ++key) {
    const std::vector<float> plain = load(of(picture), {2, 2, 3}),
                             x = load(of(picture, {.contrast = 0.4f}), {2, 2, 3}, true, key);
    const double factor = static_cast<double>(x[6] - x[0]) / static_cast<double>(plain[6] - plain[0]);
    REQUIRE(factor >= 0.59);
    REQUIRE(factor <= 1.41);
    for (std::size_t i = 0; i < x.size(); ++i)
      REQUIRE(static_cast<double>(x[i]) ==
              Approx(means[i % 3] + (static_cast<double>(plain[i]) - means[i % 3]) * factor).margin(1e-3));
  }
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

/// A gray ramp: 4 more a pixel to the right, 2 more a pixel down.
Picture ramp(int side) {
  Picture picture(side, side, 1);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) picture.pixel(y, x)[0] = static_cast<std::uint8_t>(20 + 2 * y + 4 * x);
  return picture;
}

/// How much a sample of 9x9 grows a pixel to the right and down, and its middle.
struct Slopes {
  double right, down, middle;
  explicit Slopes(const std::vector<float>& x) {
    const auto at = [&](std::size_t row, std::size_t column) {
      return static_cast<double>(x[row * 9 + column]);
    };
    right = at(4, 5) - at(4, 4);
    down = at(5, 4) - at(4, 4);
    middle = at(4, 4);
  }
};

TEST_CASE("zoom, translation and shear are one map about the middle") {
  const Picture picture = ramp(29);
  const Dataset zoomed = of(picture, {.zoom = 0.25f}), moved = of(picture, {.translation = 0.5f}),
                sheared = of(picture, {.shear_degrees = 30});
  double least = 9, most = 0, least_shift = 0, most_shift = 0, least_shear = 0, most_shear = 0;
  for (std::uint64_t key = 0; key < 300; ++key) {
    const Slopes zoom(load(zoomed, {9, 9, 1}, true, key));
    CHECK(zoom.middle == Approx(20 + 2 * 14 + 4 * 14).margin(1e-3));
    CHECK(zoom.right == Approx(2 * zoom.down).margin(1e-3));
    least = std::min(least, zoom.right / 4);
    most = std::max(most, zoom.right / 4);

    const Slopes shift(load(moved, {9, 9, 1}, true, key));
    CHECK(shift.right == Approx(4).margin(1e-3));
    CHECK(shift.down == Approx(2).margin(1e-3));
    least_shift = std::min(least_shift, shift.middle - 104);
    most_shift = std::max(most_shift, shift.middle - 104);

    const Slopes shear(load(sheared, {9, 9, 1}, true, key));
    CHECK(shear.middle == Approx(104).margin(1e-3));
    CHECK(shear.right == Approx(4).margin(1e-3));
    least_shear = std::min(least_shear, (shear.down - 2) / 4);
    most_shear = std::max(most_shear, (shear.down - 2) / 4);
  }
  CHECK(least == Approx(0.75).margin(0.02));
  CHECK(most == Approx(1.25).margin(0.02));
  CHECK(least_shift == Approx(-4.5 * 6).margin(3));  // both directions at their ends
  CHECK(most_shift == Approx(4.5 * 6).margin(3));
  CHECK(least_shear == Approx(-std::tan(30 * 3.14159265 / 180)).margin(0.03));
  CHECK(most_shear == Approx(std::tan(30 * 3.14159265 / 180)).margin(0.03));
}

TEST_CASE("gamma bends between black and white, which stay") {
  Picture picture(1, 3, 1);
  picture.pixels = {0, 128, 255};
  double least = 255, most = 0;
  for (std::uint64_t key = 0; key < 300; ++key) {
    const std::vector<float> x = load(of(picture, {.gamma = 0.4f}), {1, 3, 1}, true, key);
    CHECK(x[0] == 0);
    CHECK(x[2] == Approx(255));
    least = std::min(least, static_cast<double>(x[1]));
    most = std::max(most, static_cast<double>(x[1]));
  }
  CHECK(least == Approx(255 * std::pow(128 / 255.0, std::exp(0.4))).margin(1.5));
  CHECK(most == Approx(255 * std::pow(128 / 255.0, std::exp(-0.4))).margin(1.5));
}

TEST_CASE("a light ramp is a plane with nothing in the middle") {
  Picture picture(5, 9, 1);
  std::fill(picture.pixels.begin(), picture.pixels.end(), std::uint8_t{128});
  double most = 0;
  for (std::uint64_t key = 0; key < 100; ++key) {
    const std::vector<float> x = load(of(picture, {.light_ramp = 0.2f}), {5, 9, 1}, true, key);
    CHECK(x[2 * 9 + 4] == Approx(128));
    CHECK(x[0] - 128 == Approx(128 - x[44]).margin(1e-3));
    CHECK(x[1] - x[0] == Approx(x[44] - x[43]).margin(1e-3));
    most = std::max(most, std::fabs(static_cast<double>(x[0]) - 128));
  }
  CHECK(most > 70);
  CHECK(most <= 2 * 51.001);
}

TEST_CASE("blur keeps the mean away from edges and spreads a point") {
  Picture picture(9, 9, 3);
  std::fill(picture.pixels.begin(), picture.pixels.end(), std::uint8_t{0});
  for (int c = 0; c < 3; ++c) picture.pixel(4, 4)[c] = 90;
  float least = 90;
  for (std::uint64_t key = 0; key < 100; ++key) {
    const std::vector<float> x = load(of(picture, {.blur = 1}), {9, 9, 3}, true, key);
    const auto at = [&](std::size_t row, std::size_t column) { return x[(row * 9 + column) * 3 + 1]; };
    float sum = 0;
    for (std::size_t i = 1; i < x.size(); i += 3) sum += x[i];
    CHECK(sum == Approx(90));
    CHECK(at(3, 4) == Approx(at(5, 4)));
    CHECK(at(4, 3) == Approx(at(3, 4)));
    CHECK(at(3, 3) * at(4, 4) == Approx(at(3, 4) * at(4, 3)).margin(1e-3));
    CHECK(at(2, 4) == 0);
    least = std::min(least, at(4, 4));
  }
  CHECK(least == Approx(11).margin(1));  // a ninth each at most
}

TEST_CASE("cutout fills a square with the mean, as often and as large as it says") {
  const Picture picture = test_picture(12, 12, 3);
  const Dataset data = of(picture, {.cutout = 0.5f, .cutout_side = 0.5f});
  const std::vector<float> plain = floats(picture);
  int cut = 0, smallest = 12 * 12, largest = 0;
  for (std::uint64_t key = 0; key < 400; ++key) {
    const std::vector<float> x = load(data, {12, 12, 3}, true, key);
    int changed = 0;
    for (std::size_t i = 0; i < x.size(); i += 3)
      changed += x[i] != plain[i] || x[i + 1] != plain[i + 1] || x[i + 2] != plain[i + 2];
    if (changed == 0) continue;
    ++cut;
    smallest = std::min(smallest, changed);
    largest = std::max(largest, changed);
  }
  CHECK(cut > 160);
  CHECK(cut < 240);
  CHECK(smallest == 4);
  CHECK(largest == 36);
}

TEST_CASE("new numbers are checked too") {
  CHECK(check_augmentation({.zoom = 0.95f}).message() ==
        "augmentation: zoom is 0.9500, but must be 0 to 0.9");
  CHECK(check_augmentation({.shear_degrees = 90}).message() ==
        "augmentation: shear_degrees is 90.0000, but must be 0 to 80");
  CHECK(check_augmentation({.cutout = std::nanf("")}));
  CHECK_FALSE(check_augmentation({.zoom = 0.9f, .translation = 1, .blur = 1, .gamma = 3, .cutout = 1}));
}

}  // namespace load_sample_test
