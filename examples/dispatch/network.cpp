// SPDX-License-Identifier: MIT
// Compiled once per SIMD target: which of 4 numbers is the largest.
#include "actions.hpp"

#include <cameo/cameo.hpp>
#include <cameo/dispatch.hpp>

// clang-format off
// [dispatched]
// network.cpp
namespace {
using namespace cameo;
using Net = Sequential<Input<4>, Dense<32>, ReLU, Dense<4>, Softmax>;

auto& trainer() {
  static Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<32>> instance;  // made at the first call
  return instance;
}
float train(std::span<const float> x, std::span<const float> y) { return trainer().train_on_batch(x, y).loss; }
void predict(std::span<const float> x, std::span<float> y) { (void)trainer().predict(x, y); }
}  // namespace

CAMEO_DISPATCHED(Actions, .train = train, .predict = predict)
// [dispatched]
// clang-format on
