// SPDX-License-Identifier: MIT
#include "cameo/data/check_dataset.hpp"

#include <limits>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace cameo;

namespace check_dataset_test {

const std::vector<std::uint8_t> bytes(2 * 8 * 6 * 3);
const std::vector<float> values(2 * 8 * 6 * 3), labels(2);

Dataset good() {
  return {.size = {8, 6, 3}, .bytes = bytes, .values = {}, .labels = labels, .augmentation = {}};
}

std::string refusal(const Dataset& data, std::array<int, 3> size = {8, 6, 3}, std::size_t label_width = 1) {
  return std::string(check_dataset(data, size, label_width).message());
}

TEST_CASE("datasets that fit") {
  REQUIRE(refusal(good()).empty());
  REQUIRE(refusal(good(), {4, 4, 3}).empty());
  REQUIRE(refusal(good(), {1, 1, 144}).empty());
  Dataset data = good();
  data.augmentation.horizontal_flip = true;
  REQUIRE(refusal(data, {4, 4, 3}).empty());
  data = good();
  data.bytes = {};
  data.values = values;
  REQUIRE(refusal(data).empty());
  REQUIRE(data.samples() == 2);
}

TEST_CASE("datasets that do not fit say why") {
  Dataset data = good();
  data.bytes = {};
  REQUIRE(refusal(data) == "dataset: it is empty; at least one sample is needed");
  data = good();
  data.values = values;
  REQUIRE(refusal(data) ==
          "dataset: samples are either bytes or float values, but 288 bytes and 288 values are given");
  data = good();
  data.size = {8, 0, 3};
  REQUIRE(refusal(data) == "dataset: sizes of at least 1 are needed, but a sample is 8x0x3");
  data.size = {8, 5, 3};
  REQUIRE(refusal(data) == "dataset: 288 values are no whole number of samples of 8x5x3");
  data.size = {1 << 22, 1 << 21, 1 << 21};  // a product of 2^64
  REQUIRE(refusal(data) == "dataset: 288 values are no whole number of samples of 4194304x2097152x2097152");
  REQUIRE(refusal(good(), {8, 6, 3}, 10) == "dataset: 2 samples need 20 labels (10 each), but 2 are given");
  REQUIRE(refusal(good(), {8, 6, 1}) ==
          "dataset: the network's input is 8x6x1, but samples are 8x6x3: the channels differ");
  REQUIRE(refusal(good(), {9, 6, 3}) ==
          "dataset: the network's input is 9x6x3, but samples are 8x6x3: they must not be smaller");
  REQUIRE_FALSE(refusal(good(), {1, 1, 143}).empty());
  data = good();
  data.augmentation.brightness = 0.1f;
  REQUIRE(refusal(data, {1, 1, 144}) ==
          "dataset: the network's input is 1x1x144, but samples are 8x6x3: augmentation needs a network that "
          "takes pictures");
}

TEST_CASE("float values are neither cropped nor augmented") {
  Dataset data = good();
  data.bytes = {};
  data.values = values;
  REQUIRE(refusal(data, {4, 4, 3}) ==
          "dataset: the network's input is 4x4x3, but samples are 8x6x3: only bytes are cropped, float "
          "values must "
          "fit");
  data.augmentation.random_crop = true;
  REQUIRE(refusal(data) == "dataset: augmentation works on bytes, but the samples are float values");
}

TEST_CASE("numbers that are NaN or out of their range are refused by name") {
  constexpr float no_number = std::numeric_limits<float>::quiet_NaN();
  constexpr float endless = std::numeric_limits<float>::infinity();
  const auto refused = [](auto change) {
    Dataset data = good();
    change(data);
    return refusal(data);
  };
  for (float wrong : {no_number, endless, -endless, -1.0f, 1e20f}) {
    const std::string found =
        " is " + std::string(decimal(static_cast<double>(wrong), 4).view()) + ", but must be ";
    CHECK(refused([&](Dataset& data) { data.augmentation.rotation_degrees = wrong; }) ==
          "dataset: augmentation: rotation_degrees" + found + "0 to 360");
    CHECK(refused([&](Dataset& data) { data.augmentation.brightness = wrong; }) ==
          "dataset: augmentation: brightness" + found + "0 to 1");
    CHECK(refused([&](Dataset& data) { data.augmentation.contrast = wrong; }) ==
          "dataset: augmentation: contrast" + found + "0 to 1");
  }
  for (float wrong : {no_number, endless, -1.0f, 0.0f})
    CHECK_THAT(refused([&](Dataset& data) { data.scale = wrong; }),
               cameo_test::contains("dataset: the scale is ") &&
                   cameo_test::contains(", but must be a finite number above 0"));
  CHECK(refused([](Dataset& data) {
          data.augmentation = {.rotation_degrees = 360, .brightness = 1, .contrast = 1};
        }) == "");
}

}  // namespace check_dataset_test
