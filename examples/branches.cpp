// SPDX-License-Identifier: MIT
#include <cstdio>
// clang-format off
// [branches]
#include <cameo/cameo.hpp>
using namespace cameo;

constexpr Conv same{.padding = Same};

using Net = Sequential<Input<16, 16, 3>,
    Conv2D<8, 3, same>, BatchNormalization<>, ReLU,
    Residual<Conv2D<8, 3, same>, BatchNormalization<>, ReLU,
             Conv2D<8, 3, same>, BatchNormalization<>>, ReLU,               // x + what these layers make of it
    Concatenate<Branch<Conv2D<4, 1>>, Branch<Conv2D<4, 5, same>>>,          // 4 channels, then 4 others
    Multiply<Branch<>, Branch<GlobalAveragePooling2D, Dense<8>, Sigmoid>>,  // each channel times a gate
    GlobalAveragePooling2D, Dense<4>, Softmax>;

static Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<16>> trainer;
// [branches]
// clang-format on

int main() {
  static std::array<float, 16 * Net::Input::size> x;
  std::array<float, 16> y;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(1, i);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<float>(i % 4);
  trainer.optimizer.learning_rate = 0.01f;
  const Scores first = trainer.train_on_batch(x, y);
  for (int step = 0; step < 50; ++step) (void)trainer.train_on_batch(x, y);
  const Scores last = trainer.train_on_batch(x, y);
  if (!last) std::puts(last.error.c_str());
  std::printf("loss %.3f, then %.3f\n", static_cast<double>(first.loss), static_cast<double>(last.loss));
  return last.loss < first.loss ? 0 : 1;
}
