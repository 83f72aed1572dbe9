// SPDX-License-Identifier: MIT
// A network on a microcontroller: compiled with -Os -fno-exceptions -fno-rtti, all memory static, no
// allocator.
#include "stripes.hpp"

#include "cameo/cameo.hpp"

namespace stripes {
namespace {

using namespace cameo;
using Net = Sequential<Input<side, side, 1>, Conv2D<8, 3>, ReLU, MaxPooling2D<2>, Conv2D<16, 3>, ReLU,
                       MaxPooling2D<2>, Flatten, Dense<classes>, Softmax>;

Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<batch>> trainer;
Predictor<Net, Borrowed> predictor(trainer.parameters());

static_assert(sizeof(trainer) + sizeof(predictor) <= 192 << 10, "this board has 192 KiB for the network");

}  // namespace

void predict(std::span<const float> picture, std::span<float> probabilities) {
  (void)predictor.predict(picture, probabilities);
}

float train(std::span<const float> pictures, std::span<const float> labels) {
  const float loss = trainer.train_on_batch(pictures, labels).loss;
  predictor.refresh();
  return loss;
}

int bytes() { return sizeof(trainer) + sizeof(predictor); }

}  // namespace stripes
