// SPDX-License-Identifier: MIT
#include "cameo/stages/folded_layer_stage-inl.hpp"

#include <cmath>
#include <memory>
#include <vector>

#include "cameo/cameo.hpp"
#include "catch.hpp"
#include "reference/compare.hpp"

using namespace cameo;

namespace folded_layer_stage_test {

constexpr std::size_t samples = 5;

template <class Net, class... Options>
std::vector<float> predictions(const Parameters<Net>& parameters, const std::vector<float>& x) {
  using Model = Predictor<Net, Options...>;
  const auto model = std::make_unique<Model>();
  if constexpr (Model::small_weights)
    REQUIRE(!model->quantize(parameters));
  else
    model->parameters() = parameters;
  std::vector<float> y(samples * Net::Output::size);
  REQUIRE(!model->predict(x, y));
  return y;
}

/// Predictions of L and BatchNormalization as one stage, beside those of L alone, normalized in double.
template <class NetInput, class L, class... Options>
void check_folding() {
  using Alone = Sequential<NetInput, L>;
  using Both = Sequential<NetInput, L, BatchNormalization<>>;
  CAPTURE(L::name, Alone::Output::size);
  STATIC_REQUIRE(Predictor<Both, Options...>::Plan::stages == 1);
  constexpr std::size_t channels = Alone::Output::channels, gamma = parameter_tensors<Both>.size() - 4;

  const auto parameters = std::make_unique<Parameters<Both>>();
  parameters->initialize(1);
  for (const ParameterTensor& tensor : parameter_tensors<Both>) {
    std::uint64_t i = 0;
    for (float& value : parameters->of(tensor)) value += random_uniform(tensor.offset, i++) / 2;
  }
  const auto of_layer = std::make_unique<Parameters<Alone>>();
  std::copy_n(parameters->values.begin(), of_layer->values.size(), of_layer->values.begin());
  std::vector<float> x(samples * Both::Input::size);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(2, i) - 0.5f;

  const std::vector<float> plain = predictions<Alone, Options...>(*of_layer, x);
  std::vector<double> expected(plain.begin(), plain.end());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto statistic = [&](std::size_t which) {
      return static_cast<double>(parameters->of(parameter_tensors<Both>[gamma + which])[i % channels]);
    };
    const double deviation = std::sqrt(statistic(3) + static_cast<double>(1e-3f));
    expected[i] = statistic(0) * (expected[i] - statistic(2)) / deviation + statistic(1);
  }
  CHECK(reference::relative_error(predictions<Both, Options...>(*parameters, x).data(), expected) < 1e-6);
}

using Image = Input<7, 9, 6>;

TEST_CASE("BatchNormalization goes into the kernel of the convolution before it") {
  check_folding<Image, Conv2D<10, 3>>();
  check_folding<Input<3, 4, 80>, Conv2D<100, 3, Conv{.padding = Same}>, Batch<5>>();  // a whole batch at once
  check_folding<Input<4, 5, 150>, Conv2D<75, 1>, Batch<2>>();                         // products
  check_folding<Input<7, 5, 70>, Conv2D<100, 3, Conv{.stride = 2, .bias = false}>>();
  check_folding<Image, Conv2D<10, 3, Conv{.dilation = 2, .bias = false}>>();
  check_folding<Image, Conv2D<9, 3, Conv{.padding = Same, .groups = 3}>>();
  check_folding<Image, DepthwiseConv2D<3, Depthwise{.padding = Same}>, Weights::int8>();
  check_folding<Image, SeparableConv2D<5, 3>>();
  check_folding<Image, Conv2DTranspose<5, 3, Transpose{.stride = 2}>>();
}

TEST_CASE("BatchNormalization scales the sums of the Dense before it") {
  check_folding<Input<130>, Dense<37>>();
  check_folding<Input<130>, Dense<37, DenseOptions{.bias = false}>, Batch<3>>();
  check_folding<Input<130>, Dense<37>, Weights::int8>();
}

#if !CAMEO_QUICK_TESTS

TEST_CASE("BatchNormalization goes into the layer before it: further options") {
  check_folding<Image, DepthwiseConv2D<3, Depthwise{.stride = 2, .multiplier = 2, .bias = false}>>();
  check_folding<Image, SeparableConv2D<18, 3, Separable{.multiplier = 2, .bias = false}>>();
  check_folding<Image, Conv2DTranspose<17, 2, Transpose{.stride = 2, .bias = false}>>();
  check_folding<Input<130>, Dense<37>, Weights::bf16, Batch<2>>();
  check_folding<Input<130>, Dense<37, DenseOptions{.bias = false}>, Weights::int8, Batch<3>>();
}

#endif

/// L, BatchNormalization if it is `Normalized`, and an activation as one stage beside the activation alone.
template <class L, class Activation, bool Normalized, class Image = Input<7, 9, 13>>
void check_activation() {
  using Alone =
      std::conditional_t<Normalized, Sequential<Image, L, BatchNormalization<>>, Sequential<Image, L>>;
  using Both = std::conditional_t<Normalized, Sequential<Image, L, BatchNormalization<>, Activation>,
                                  Sequential<Image, L, Activation>>;
  STATIC_REQUIRE(Predictor<Both>::Plan::stages == 1);
  const auto parameters = std::make_unique<Parameters<Both>>();
  parameters->initialize(1);
  for (float& value : parameters->values) value *= 9;  // beyond both bounds of ReLU6
  const auto of_alone = std::make_unique<Parameters<Alone>>();
  of_alone->values = parameters->values;
  std::vector<float> x(samples * Both::Input::size);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(2, i) - 0.5f;

  std::vector<float> expected = predictions<Alone>(*of_alone, x);
  for (float& value : expected) {
    if (value < 0) value = std::same_as<Activation, LeakyReLU<0.25f>> ? value * 0.25f : 0;
    if (std::same_as<Activation, ReLU6>) value = std::min(value, 6.0f);
  }
  CHECK(predictions<Both>(*parameters, x) == expected);
}

TEST_CASE("a depthwise convolution applies the activation behind it, or behind its BatchNormalization") {
  using L = DepthwiseConv2D<3, Depthwise{.padding = Same}>;
  check_activation<L, ReLU, false>();
  check_activation<L, ReLU, true>();
  check_activation<L, ReLU6, true>();
  check_activation<L, LeakyReLU<0.25f>, true>();
  check_activation<DepthwiseConv2D<5, Depthwise{.stride = 2, .padding = Same, .bias = false}>, ReLU6,
                   false>();
}

}  // namespace folded_layer_stage_test
