// SPDX-License-Identifier: MIT
// Normalization, branches, and convolutions by channel as Keras 3 computes them: predictions, ten steps, and
// where parameters and moving statistics then are (tests/keras).
#include "keras/follow.hpp"
#include "keras/layers_figures.hpp"

using namespace cameo;

#define TRAJECTORY(name)                                                                    \
  keras::Trajectory {                                                                       \
    keras_figures::name::key, keras_figures::name::losses, keras_figures::name::accuracies, \
        keras_figures::name::final_sums, keras_figures::name::final_norms                   \
  }

namespace keras_layers_test {

/// Predictions before the first step, by the Trainer and by a Predictor, whose plan folds and fuses other
/// stages; then the steps.
template <class Net, class Optimizer, std::size_t Steps, std::size_t Tensors, std::size_t Outputs>
void check(const Optimizer& optimizer, const keras::Trajectory<Steps, Tensors>& trajectory,
           const std::array<double, Outputs>& predictions) {
  const auto trainer = std::make_unique<Trainer<Net, SparseCategoricalCrossentropy, Optimizer, Batch<8>>>();
  trainer->optimizer = optimizer;
  const auto fill = [&](std::size_t step, std::span<float> x, std::span<float> y) {
    using In = typename Net::Input;
    keras::fill_classes(trajectory.key + 3000 + step, 3, y);
    keras::fill_pictures(trajectory.key + 2000 + step, y, In::height, In::width, In::channels, x);
  };
  std::uint64_t tensor = 0;
  trainer->parameters().for_each([&](auto, TensorShape shape, std::span<float> values) {
    keras::fill_perturbed(trajectory.key + 1000 + tensor++, shape, values);
  });
  const auto predictor = std::make_unique<Predictor<Net, Batch<8>>>();
  predictor->parameters() = trainer->parameters();
  std::vector<float> x(8 * Net::Input::size), y(8), of_trainer(Outputs), of_predictor(Outputs);
  fill(0, x, y);
  REQUIRE(trainer->predict(x, of_trainer).message() == "");
  REQUIRE(predictor->predict(x, of_predictor).message() == "");
  double worst = 0;
  for (std::size_t i = 0; i < Outputs; ++i)
    for (const float found : {of_trainer[i], of_predictor[i]})
      worst = std::max(worst, std::fabs(static_cast<double>(found) - predictions[i]));
  CHECK(worst <= 2e-6);
  keras::follow(*trainer, trajectory, Net::Input::size, fill, keras::fill_perturbed);
}

template <int Filters, int Size, int Stride = 1>
using Convolution = Conv2D<Filters, Size, Conv{.stride = Stride, .padding = Same, .bias = false}>;

TEST_CASE("a residual net with BatchNormalization") {
  using Net = Sequential<
      Input<8, 8, 3>, Convolution<4, 3>, BatchNormalization<>, ReLU,
      Residual<Convolution<4, 3>, BatchNormalization<>, ReLU, Convolution<4, 3>, BatchNormalization<>>, ReLU,
      Add<Branch<Convolution<6, 3, 2>, BatchNormalization<0.9f, 1e-2f>, ReLU, Convolution<6, 3>,
                 BatchNormalization<>>,
          Branch<Convolution<6, 1, 2>>>,
      ReLU, GlobalAveragePooling2D, Dense<3>, Softmax>;
  check<Net>(SGD{.learning_rate = 0.05f, .momentum = 0.9f}, TRAJECTORY(residual),
             keras_figures::residual::predictions);
}

#if !CAMEO_QUICK_TESTS  // the tests of layers prove what these have, random networks how a plan joins them

TEST_CASE("depthwise, separable, transposed and dilated convolutions, normalizations and activations") {
  using Net = Sequential<Input<10, 10, 3>, Conv2D<6, 3, Conv{.stride = 2, .padding = Same}>, HardSwish,
                         DepthwiseConv2D<3, Depthwise{.padding = Same}>, LayerNormalization<>, PReLU<1, 2>,
                         SeparableConv2D<8, 3>, GELU, Conv2DTranspose<5, 3, Transpose{.stride = 2}>, SiLU,
                         ZeroPadding2D<1, 0, 0, 2>, Conv2D<6, Window{3, 2}, Conv{.dilation = 2}>, ELU<>,
                         GlobalMaxPooling2D, UnitNormalization, Dense<3>, Softmax>;
  check<Net>(Adam{.learning_rate = 0.003f}, TRAJECTORY(mobile), keras_figures::mobile::predictions);
}

TEST_CASE("branches, a gate, poolings with same padding, up-sampling and activations") {
  using Net = Sequential<
      Input<8, 6, 3>,
      Concatenate<Branch<Conv2D<4, 1>, Softplus>, Branch<AveragePooling2D<3, 1, Same>, Conv2D<2, 1>>>,
      Multiply<Branch<>, Branch<GlobalAveragePooling2D, Reshape<1, 1, 6>, Conv2D<6, 1>, HardSigmoid>>,
      MaxPooling2D<3, 2, Same>, UpSampling2D<2>, Cropping2D<0, 1, 1, 0>, Conv2D<4, 2>, ReLU6,
      UpSampling2D<2, Bilinear>, Flatten, Dense<3>, Softmax>;
  check<Net>(SGD{.learning_rate = 0.05f, .momentum = 0.9f}, TRAJECTORY(branches),
             keras_figures::branches::predictions);
}

#endif

}  // namespace keras_layers_test

#undef TRAJECTORY
