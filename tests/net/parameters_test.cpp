// SPDX-License-Identifier: MIT
#include "cameo/net/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "cameo/layers/batch_normalization.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/conv2d_transpose.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/depthwise_conv2d.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/layer_normalization.hpp"
#include "cameo/layers/prelu.hpp"
#include "cameo/layers/separable_conv2d.hpp"
#include "catch.hpp"

using namespace cameo;

namespace parameters_test {

using Net = Sequential<Input<6, 5, 3>, Conv2D<7, 3>, Conv2D<4, 2>, Flatten,
                       Dense<5, DenseOptions{.initializer = HeNormal}>, Dense<300>, Dense<2>>;

TEST_CASE("tensors come in Keras's order, with its names and shapes, each at 64 bytes") {
  auto parameters = std::make_unique<Parameters<Net>>();
  std::vector<std::string> names;
  std::vector<TensorShape> shapes;
  parameters->for_each([&](std::string_view name, TensorShape shape, std::span<float> values) {
    names.emplace_back(name);
    shapes.push_back(shape);
    CHECK(values.size() == shape.size());
    CHECK((values.data() - parameters->values.data()) % 16 == 0);
  });
  CHECK(names == std::vector<std::string>{"conv2d.kernel", "conv2d.bias", "conv2d_1.kernel", "conv2d_1.bias",
                                          "dense.kernel", "dense.bias", "dense_1.kernel", "dense_1.bias",
                                          "dense_2.kernel", "dense_2.bias"});
  CHECK(shapes[0] == TensorShape{{3, 3, 3, 7}, 4});
  CHECK(shapes[4] == TensorShape{{3 * 2 * 4, 5}, 2});
  CHECK(shapes[9] == TensorShape{{2}, 1});
}

TEST_CASE("a layer without a bias has no such tensor") {
  constexpr DenseOptions no_bias{.bias = false};
  using Bare = Sequential<Input<6, 5, 3>, Conv2D<7, 3, Conv{.bias = false}>, Flatten, Dense<5, no_bias>>;
  std::vector<std::string_view> names;
  for (const ParameterTensor& tensor : parameter_tensors<Bare>) names.push_back(tensor.name());
  CHECK(names == std::vector<std::string_view>{"conv2d.kernel", "dense.kernel"});
  CHECK(Bare::parameter_count == 3 * 3 * 3 * 7 + 4 * 3 * 7 * 5);
  CHECK(parameter_tensors<Bare>[1].offset == 192);
}

TEST_CASE("weight decay is for kernels, not for biases, normalizations and slopes") {
  using Deep =
      Sequential<Input<8, 8, 4>, Conv2D<6, 3>, BatchNormalization<>, PReLU<>, DepthwiseConv2D<3>,
                 LayerNormalization<>, SeparableConv2D<5, 3>, Conv2DTranspose<3, 2>, Flatten, Dense<2>>;
  std::vector<std::string_view> decaying;
  for (const ParameterTensor& tensor : parameter_tensors<Deep>)
    if (tensor.spec.decays()) decaying.push_back(tensor.name());
  CHECK(decaying == std::vector<std::string_view>{
                        "conv2d.kernel", "depthwise_conv2d.kernel", "separable_conv2d.depthwise_kernel",
                        "separable_conv2d.pointwise_kernel", "conv2d_transpose.kernel", "dense.kernel"});
}

TEST_CASE("initialisers keep their limits, deviations and seeds") {
  auto parameters = std::make_unique<Parameters<Net>>();
  auto again = std::make_unique<Parameters<Net>>();
  parameters->initialize(7);
  again->initialize(7);
  CHECK(parameters->values == again->values);
  again->initialize(8);
  CHECK(parameters->values != again->values);

  const auto kernel = parameters->of(parameter_tensors<Net>[6]);  // Dense<300> on 5 inputs, Glorot-uniform
  const float limit = std::sqrt(6.0f / 305.0f);
  const auto [least, most] = std::minmax_element(kernel.begin(), kernel.end());
  CHECK(*least >= -limit);
  CHECK(*most <= limit);
  CHECK(*most > 0.98f * limit);
  CHECK(*least < -0.98f * limit);
  for (float bias : parameters->of(parameter_tensors<Net>[7])) CHECK(bias == 0);
}

TEST_CASE("Behind a kernel that ends the parameters there is a vector to read") {
  using Ends = Sequential<Input<75>, Dense<33, DenseOptions{.bias = false}>>;
  static_assert(sizeof(Parameters<Ends>) == (2480 + 16) * sizeof(float));
  static_assert(sizeof(Parameters<Sequential<Input<75>, Dense<33>>>) == (2480 + 48) * sizeof(float));
  CHECK(layer_offsets<Ends>.back() == 2480);
}

TEST_CASE("HeNormal has deviation sqrt(2 / fan_in), cut at two of the untruncated normal's") {
  std::vector<float> values(100'000);
  initialize(values, HeNormal, 50, 10, 3);
  double sum = 0, squares = 0;
  for (float value : values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
    REQUIRE(std::fabs(value) <= 2.0f * 0.2f / 0.8796f * 1.0001f);
  }
  CHECK(std::fabs(sum / 1e5) < 0.003);
  CHECK(std::sqrt(squares / 1e5) == Approx(0.2).epsilon(0.01));
}

}  // namespace parameters_test
