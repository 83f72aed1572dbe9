// SPDX-License-Identifier: MIT
#include <cameo/data/squeeze.hpp>
#include <cameo/io/file.hpp>
#include <cameo/io/npy.hpp>

#include "faces/accuracy.hpp"

using namespace cameo;

namespace lfw_subset_test {

/// Picture `index` of a (n, height, width) array of values from 0 to 1.
Picture picture_of(const NpyView& array, std::size_t index) {
  Picture picture(array.shape().sizes[1], array.shape().sizes[2], 1);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i)
    picture.pixels[i] = static_cast<std::uint8_t>(array[index * picture.pixels.size() + i] * 255 + 0.5);
  return picture;
}

struct Samples {
  std::vector<std::uint8_t> bytes;
  std::vector<float> labels;

  Dataset dataset() const {
    return {.size = {64, 64, 3}, .bytes = bytes, .values = {}, .labels = labels, .augmentation = {}};
  }
};

TEST_CASE("200 small pictures: every fourth to test, Keras .964") {
  const char* path = std::getenv("CAMEO_LFW_SUBSET");
  if (path == nullptr) CAMEO_SKIP("CAMEO_LFW_SUBSET names no lfw_subset.npy");
  const auto file = read_file(path, 1 << 24);
  REQUIRE(file);
  const auto array = NpyView::open(file->bytes(), path);
  REQUIRE(array);
  REQUIRE(array->shape() == TensorShape{{200, 25, 25, 1}, 3});

  Samples train, test;
  for (std::size_t i = 0; i < 200; ++i) {
    Samples& part = i % 4 == 3 ? test : train;
    const auto picture = squeeze(picture_of(*array, i), {64, 64, 3});
    REQUIRE(picture);
    part.bytes.insert(part.bytes.end(), picture->pixels.begin(), picture->pixels.end());
    part.labels.push_back(i < 100 ? 1.0f : 0.0f);
  }
  CHECK(cameo_test::mean_accuracy(train.dataset(), test.dataset(), cameo_test::quick ? 2 : 5) >= 0.94);
}

}  // namespace lfw_subset_test
