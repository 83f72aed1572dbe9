// SPDX-License-Identifier: MIT
// Compiled once per SIMD target.
#include "trained.hpp"

#include <array>
#include <bit>
#include <memory>

#include "cameo/cameo.hpp"
#include "cameo/dispatch.hpp"

namespace {
using namespace cameo;
constexpr int batch = 6;

using Faces = Sequential<Input<22, 24, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                         MaxPooling2D<2>, Flatten, Dense<33>, ReLU, Dense<1>, Sigmoid>;
using FacesTrainer = Trainer<Faces, BinaryCrossentropy, Adam, Batch<batch>>;
static_assert(FacesTrainer::Plan::Lowering::Stages::At<1>::by_winograd);

using Digits = Sequential<Input<14, 14, 1>, Conv2D<6, 5, Conv{.padding = Same}>, Tanh, AveragePooling2D<2>,
                          Flatten, Dense<20>, Tanh, Dense<10>, Softmax>;
using DigitsTrainer = Trainer<Digits, SparseCategoricalCrossentropy, SGD, Batch<batch>>;

using Deep = Sequential<
    Input<12, 10, 2>, Conv2D<6, 3, Conv{.padding = Same, .bias = false}>, BatchNormalization<>, ReLU,
    Residual<DepthwiseConv2D<3, Depthwise{.padding = Same}>, LayerNormalization<>, PReLU<1, 2>>,
    Concatenate<Branch<SeparableConv2D<4, 3>, BatchNormalization<>>, Branch<Cropping2D<1, 1, 1, 1>>>,
    Multiply<Branch<>, Branch<GlobalAveragePooling2D, Reshape<1, 1, 10>, Conv2D<10, 1>, Sigmoid>>,
    Conv2DTranspose<3, 2, Transpose{.stride = 2}>, GELU, MaxPooling2D<4>, Flatten, Dense<20>, ReLU, Dense<3>,
    Softmax>;
using DeepTrainer =
    Trainer<Deep, SparseCategoricalCrossentropy, AdamW, Batch<batch>, Accumulate<2>, GlobalClipNorm<0.5f>>;

/// FNV-1a over the bits of the parameters after `steps` steps, each on a batch of its own; -0 counts as 0.
template <class NetTrainer, class Net>
std::uint64_t train(int steps, decltype(NetTrainer::optimizer) optimizer) {
  const auto trainer = std::make_unique<NetTrainer>();
  trainer->optimizer = optimizer;
  std::array<float, batch * Net::Input::size> x;
  std::array<float, batch> y;
  constexpr std::uint64_t classes = Net::Output::size == 1 ? 2 : Net::Output::size;
  for (std::uint64_t step = 0; step < static_cast<std::uint64_t>(steps); ++step) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(2 * step, i);
    for (std::size_t i = 0; i < y.size(); ++i)
      y[i] = static_cast<float>(random_bits(2 * step + 1, i) % classes);
    if (trainer->train_on_batch(x, y).error) return 0;
  }
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const float value : trainer->parameters().values)
    hash = (hash ^ std::bit_cast<std::uint32_t>(value + 0.0f)) * 0x100000001b3u;
  return hash;
}

std::uint64_t adam(int steps) { return train<FacesTrainer, Faces>(steps, {}); }
std::uint64_t deep(int steps) { return train<DeepTrainer, Deep>(steps, {}); }
std::uint64_t momentum(int steps) { return train<DigitsTrainer, Digits>(steps, {.momentum = 0.9f}); }
}  // namespace

CAMEO_DISPATCHED(Trained, .fused = HWY_NATIVE_FMA != 0, .adam = adam, .momentum = momentum, .deep = deep)
