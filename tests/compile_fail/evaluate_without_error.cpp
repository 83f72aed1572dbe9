// SPDX-License-Identifier: MIT
// expect: 3 elements
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<4>> trainer;

float loss_of(const Dataset& data) {
  const auto [loss, accuracy] = trainer.evaluate(data);
  return loss + accuracy;
}
