// SPDX-License-Identifier: MIT
// Trains networks that have every layer, loss, optimizer and clipping between them, predicts with every kind
// of weights, and augments pictures. Prints a hash of all that as program.cpp does. They compile fast: equal
// stages share their code.
#include <array>
#include <bit>
#include <cameo/cameo.hpp>
#include <cameo/data/load_sample.hpp>
#include <cstdio>
#include <memory>
#include <span>
#include <vector>

namespace {
using namespace cameo;

constexpr int batch = 5;

template <class... Layers>
using After = Residual<Dense<16>, Layers...>;

using Rows = Sequential<Input<11>, Dense<16>, BatchNormalization<>, ReLU, After<LeakyReLU<0.1f>>,
                        After<ReLU6>, After<ELU<>>, After<SiLU>, After<GELU>, After<ApproximateGELU>,
                        After<Softplus>, After<HardSigmoid>, After<HardSwish>, After<Sigmoid>, After<Tanh>,
                        After<PReLU<>>, After<Softmax>, After<LayerNormalization<>>, After<UnitNormalization>,
                        After<Dropout<0.2f>>, Dense<16>, BatchNormalization<>, Dense<4>, Softmax>;

using Images = Sequential<
    Input<14, 13, 3>, Rescaling<2.0f, -1.0f>, Conv2D<16, 3, Conv{.padding = Same, .bias = false}>,
    BatchNormalization<>, ReLU,
    Residual<Conv2D<16, 3, Conv{.padding = Same}>, BatchNormalization<>, LeakyReLU<0.2f>>, ReLU,
    Residual<Conv2D<16, 5, Conv{.padding = Same}>, ReLU>,
    Residual<DepthwiseConv2D<3, Depthwise{.padding = Same}>, BatchNormalization<>, PReLU<1, 2>>,
    Conv2D<16, 3, Conv{.padding = Same, .groups = 4}>, Conv2D<6, 2, Conv{.dilation = 2}>, MaxPooling2D<2>,
    Concatenate<Branch<SeparableConv2D<4, 3>, BatchNormalization<>>, Branch<Cropping2D<1, 1, 1, 1>>>,
    Multiply<Branch<>, Branch<GlobalAveragePooling2D, Dense<10>, Sigmoid>>,
    Conv2DTranspose<6, 2, Transpose{.stride = 2}>, ReLU, ZeroPadding2D<1, 0, 0, 1>,
    AveragePooling2D<3, 1, Same>, UpSampling2D<2, Bilinear>, PadChannels<8>, MaxPooling2D<3, 2>,
    UpSampling2D<2>, Conv2D<7, 3, Conv{.stride = 2}>, LayerNormalization<>,
    Concatenate<Branch<GlobalMaxPooling2D>, Branch<GlobalAveragePooling2D>>, Reshape<7, 1, 2>, Flatten,
    Dense<3>, Sigmoid>;

using Few = Sequential<Input<7>, Dense<18>, ReLU, Dense<3>, Softmax>;
using Regression = Sequential<Input<7>, Dense<5>, Tanh, Dense<2>>;

struct Hash {
  std::uint64_t value = 0xcbf29ce484222325u;
  void add(std::span<const float> values) {  // FNV-1a; -0 counts as 0
    for (const float number : values)
      value = (value ^ std::bit_cast<std::uint32_t>(number + 0.0f)) * 0x100000001b3u;
  }
};

/// Adds what a predictor with these parameters makes of x.
template <class Predicts, class Net>
Error predict(Hash& hash, const Parameters<Net>& parameters, std::span<const float> x) {
  const auto predictor = std::make_unique<Predicts>();
  std::vector<float> y(batch * Net::Output::size);
  if constexpr (Predicts::small_weights) {
    if (Error error = predictor->quantize(parameters)) return error;
  } else {
    predictor->parameters() = parameters;
  }
  if (Error error = predictor->predict(x, y)) return error;
  hash.add(y);
  return {};
}

/// Adds the parameters after six steps, and what these predictors make of them.
template <class Trains, class Net, class... Predictors>
Error train(Hash& hash, decltype(Trains::optimizer) optimizer) {
  const auto trainer = std::make_unique<Trains>();
  trainer->initialize(7);
  trainer->optimizer = optimizer;
  std::vector<float> x(batch * Net::Input::size),
      labels(batch * static_cast<std::size_t>(Trains::label_width));
  for (std::uint64_t step = 0; step < 6; ++step) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 2 * random_uniform(2 * step, i) - 0.5f;
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = i % 3 == step % 3 ? 1.0f : 0.0f;
    if (const Scores scores = trainer->train_on_batch(x, labels); scores.error) return scores.error;
  }
  hash.add(trainer->parameters().values);
  Error error;
  ((error = error ? error : predict<Predictors>(hash, trainer->parameters(), x)), ...);
  return error;
}

Error train_all(Hash& hash) {
  if (Error error =
          train<Trainer<Rows, SparseCategoricalCrossentropy, SGD, Batch<batch>>, Rows, Predictor<Rows>>(
              hash, {.learning_rate = 0.05f, .momentum = 0.9f, .nesterov = true}))
    return error;
  if (Error error =
          train<Trainer<Images, BinaryCrossentropy, Adam, Batch<batch>>, Images, Predictor<Images>>(hash, {}))
    return error;
  if (Error error = train<
          Trainer<Few, CategoricalCrossentropy, AdamW, Batch<batch>, Accumulate<2>, GlobalClipNorm<0.1f>>,
          Few, Predictor<Few, Weights::bf16>, Predictor<Few, Weights::int8>>(hash, {}))
    return error;
  if (Error error =
          train<Trainer<Regression, MeanSquaredError, SGDW, Batch<batch>, ClipNorm<0.1f>>, Regression>(
              hash, {.momentum = 0.5f}))
    return error;
  return train<Trainer<Regression, MeanSquaredError, Adam, Batch<batch>, ClipValue<0.01f>>, Regression>(hash,
                                                                                                        {});
}

/// Adds augmented pictures.
Error augment_all(Hash& hash) {
  std::vector<std::uint8_t> bytes(3 * 20 * 21 * 3);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random_bits(5, i));
  const Dataset data{.size = {20, 21, 3},
                     .bytes = bytes,
                     .augmentation = {.random_crop = true,
                                      .horizontal_flip = true,
                                      .rotation_degrees = 30,
                                      .brightness = 0.1f,
                                      .contrast = 0.3f}};
  std::vector<float> x(14 * 13 * 3);
  for (std::uint64_t key = 0; key < 3; ++key) {
    if (Error error = load_sample(data, key, {14, 13, 3}, true, key, x.data())) return error;
    hash.add(x);
  }
  return {};
}

}  // namespace

int main() {
  Hash hash;
  Error error = train_all(hash);
  if (!error) error = augment_all(hash);
  if (error) {
    std::printf("%s\n", Text(error.message()).c_str());
    return 1;
  }
  std::printf("%s fused %d, every layer: %016llx\n", target_name, fused_multiply_add,
              static_cast<unsigned long long>(hash.value));
}
