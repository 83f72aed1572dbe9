// SPDX-License-Identifier: MIT
// expect: evaluate
// expect: fit
// expect: predict
// expect: train_on_batch
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<4>> trainer;

void drop(const Dataset& data, std::span<const float> x, std::span<float> y) {
  trainer.fit(data);
  trainer.evaluate(data);
  trainer.predict(x, y);
  trainer.train_on_batch(x, y);
}
