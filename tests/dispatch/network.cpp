// SPDX-License-Identifier: MIT
// Compiled once per SIMD target.
#include "network.hpp"

#include "cameo/cameo.hpp"
#include "cameo/dispatch.hpp"

namespace {
using namespace cameo;
using Net = Sequential<Input<12, 12, 1>, Conv2D<20, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<30>, ReLU,
                       Dense<Actions::classes>, Softmax>;

auto& trainer() {
  static Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<Actions::batch>> instance;
  return instance;
}

float train(std::span<const float> x, std::span<const float> y) {
  return trainer().train_on_batch(x, y).loss;
}

void predict(std::span<const float> x, std::span<float> y) { (void)trainer().predict(x, y); }

int lanes() { return HWY_NAMESPACE::max_lanes; }
}  // namespace

CAMEO_DISPATCHED(Actions, .train = train, .predict = predict, .lanes = lanes)
