// SPDX-License-Identifier: MIT
#include "cameo/face/dlib_weights.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include "cameo/core/random.hpp"
#include "cameo/net/branch.hpp"
#include "catch.hpp"
#include "face/dlib_writer.hpp"

using namespace cameo;
using dlib_writer::Writer;

namespace dlib_weights_test {

// A network of all that is read.
using Small = Sequential<Input<9, 9, 3>, Conv2D<2, 3, Conv{.stride = 2}>, ReLU, MaxPooling2D<2>,
                         Add<Branch<Conv2D<4, 1>, ZeroPadding2D<0, 1, 0, 1>>,
                             Branch<AveragePooling2D<2, 1>, PadChannels<4>, ZeroPadding2D<0, 2, 0, 2>>>,
                         ReLU, GlobalAveragePooling2D, Dense<2, DenseOptions{.bias = false}>>;

std::vector<float> drawn(std::size_t count, std::uint64_t seed) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = random_uniform(seed, i) - 0.5f;
  return values;
}

const std::vector<float> weights_0 = drawn(2 * 3 * 9 + 2, 1), affine_0 = drawn(4, 2),
                         weights_1 = drawn(4 * 2 + 4, 3), affine_1 = drawn(8, 4), dense = drawn(8, 5);

Writer small_network(std::string_view third_layer = "max_pool_2", int stride = 2) {
  Writer out;
  out.integer(1);
  out.text("loss_metric_2");
  out.real(0.04);
  out.real(0.6);
  for (int i = 0; i < 9; ++i) out.integer(2 - i % 2);
  out.integer(3);
  out.text("input_rgb_image_sized");
  for (const double mean : {10.0, 20.0, 30.0}) out.real(mean);
  out.integers({9, 9});
  out.conv(true, 2, 3, stride, 0, weights_0, affine_0);
  out.text("relu_");
  out.training();
  out.pooling(third_layer, 2, 2);
  out.conv(false, 4, 1, 1, 0, weights_1, affine_1);
  out.pooling("avg_pool_2", 2, 1);
  for (const std::string_view kind : {"add_prev_", "relu_"}) {
    out.text(kind);
    out.training();
  }
  out.pooling("avg_pool_2", 0, 1);
  out.text("fc_2");
  out.integers({2, 4});
  out.tensor(dense);
  out.alias();
  out.alias();
  out.integer(1);
  for (const double rate : {1, 1, 1, 0}) out.real(rate);
  out.training();
  return out;
}

std::string message_of(const Writer& file) {
  const auto parameters = std::make_unique<Parameters<Small>>();
  return std::string(load_dlib_weights<Small>(file.bytes, "a.dat", *parameters).message());
}

TEST_CASE("Scale, shift and the input's mean are folded into the convolutions") {
  const auto parameters = std::make_unique<Parameters<Small>>();
  REQUIRE(!load_dlib_weights<Small>(small_network().bytes, "a.dat", *parameters));
  std::vector<std::span<float>> tensors;
  parameters->for_each(
      [&](std::string_view, TensorShape, std::span<float> values) { tensors.push_back(values); });
  REQUIRE(tensors.size() == 5);
  for (std::size_t f = 0; f < 2; ++f) {
    double bias = double{affine_0[f]} * weights_0[54 + f] + affine_0[2 + f];
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t a = 0; a < 9; ++a) {
        const double weight = double{affine_0[f]} * weights_0[(f * 3 + c) * 9 + a] / 256;
        CHECK(tensors[0][(a * 3 + c) * 2 + f] == Approx(weight * 255));
        bias -= weight * 10 * static_cast<double>(c + 1);
      }
    CHECK(tensors[1][f] == Approx(bias));
  }
  for (std::size_t f = 0; f < 4; ++f) {
    for (std::size_t c = 0; c < 2; ++c)
      CHECK(tensors[2][c * 4 + f] == Approx(double{affine_1[f]} * weights_1[f * 2 + c]));
    CHECK(tensors[3][f] == Approx(double{affine_1[f]} * weights_1[8 + f] + affine_1[4 + f]));
  }
  CHECK(std::equal(dense.begin(), dense.end(), tensors[4].begin(), tensors[4].end()));
}

TEST_CASE("A file that ends anywhere is an error, and the parameters are as they were") {
  const auto parameters = std::make_unique<Parameters<Small>>();
  parameters->initialize(7);
  const auto before = parameters->values;
  std::vector<std::byte> bytes = small_network().bytes;
  while (!bytes.empty()) {
    bytes.pop_back();
    const Error error = load_dlib_weights<Small>(bytes, "a.dat", *parameters);
    REQUIRE(error.message() == Text("a.dat: ends too early, after ", bytes.size(), " bytes").view());
  }
  CHECK(parameters->values == before);
}

TEST_CASE("No damaged byte is read past the end") {
  const std::vector<std::byte> bytes = small_network().bytes;
  const auto parameters = std::make_unique<Parameters<Small>>();
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (const std::byte flip : {std::byte{1}, std::byte{0x80}, std::byte{0xFF}}) {
      std::vector<std::byte> damaged = bytes;
      damaged[i] ^= flip;
      (void)load_dlib_weights<Small>(damaged, "a.dat", *parameters);
      for (const float value : parameters->values) REQUIRE(std::isfinite(value));
    }
}

TEST_CASE("Another file is refused by what it has instead") {
  CHECK(message_of(small_network()).empty());
  CHECK_THAT(message_of(small_network("avg_pool_2")),
             cameo_test::contains("expected the layer 'max_pool_2', not 'avg_pool_2'"));
  CHECK(message_of(small_network("max_pool_2", 1)) ==
        "a.dat: the stride from row to row is 1 in the file, but 2 is expected");
  Writer longer = small_network();
  longer.byte(0);
  CHECK_THAT(message_of(longer), cameo_test::contains("expected the end of the file"));
  Writer detector;
  detector.integer(1);
  detector.text("loss_mmod_");
  CHECK(message_of(detector) ==
        "a.dat: before byte 14: expected the loss 'loss_metric_2' (is it dlib's network for faces?)");
}

TEST_CASE("Values that are not finite are refused") {
  Writer file = small_network();
  const float infinite = std::numeric_limits<float>::infinity();
  const auto pattern = std::as_bytes(std::span(weights_0).subspan(3, 1));
  const auto found = std::search(file.bytes.begin(), file.bytes.end(), pattern.begin(), pattern.end());
  std::copy_n(std::as_bytes(std::span(&infinite, 1)).begin(), 4, found);
  CHECK_THAT(message_of(file), cameo_test::contains("expected finite values, not that of index 3"));
}

}  // namespace dlib_weights_test
