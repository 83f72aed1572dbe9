// SPDX-License-Identifier: MIT
// Compiled twice with different -m flags; PART names the copy.
#include <algorithm>
#include <array>
#include <string_view>

#include "cameo/cameo.hpp"

namespace {
using namespace cameo;
using Net = Sequential<Input<12, 12, 1>, Conv2D<20, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<30>, ReLU,
                       Dense<3>, Softmax>;
Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<4>> trainer;
}  // namespace

/// Lanes of a vector, and the outputs after three steps.
int PART(std::array<float, 3>& y) {
  std::array<float, 4 * 144> x;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(3, i);
  const std::array<float, 4> labels{0, 1, 2, 0};
  trainer.initialize(1);
  for (int step = 0; step < 3; ++step) (void)trainer.train_on_batch(x, labels);
  (void)trainer.predict(std::span(x).first(144), y);
  return HWY_NAMESPACE::max_lanes;
}
