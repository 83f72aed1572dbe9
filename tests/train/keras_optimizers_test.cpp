// SPDX-License-Identifier: MIT
// Weight decay, clipping and accumulation as Keras 3 and PyTorch do them: their figures (tests/keras).
#include "keras/follow.hpp"
#include "keras/optimizers_figures.hpp"
#include "keras/torch_figures.hpp"

using namespace cameo;

namespace keras_optimizers_test {

using Net = Sequential<Input<10>, Dense<16>, Tanh, Dense<4>, Softmax>;

template <class Optimizer, class... Options, std::size_t Steps, std::size_t Tensors>
void follow(const Optimizer& optimizer, const keras::Trajectory<Steps, Tensors>& trajectory) {
  Trainer<Net, CategoricalCrossentropy, Optimizer, Batch<8>, Options...> trainer;
  trainer.optimizer = optimizer;
  keras::follow(trainer, trajectory, 10, [&](std::size_t step, std::span<float> x, std::span<float> y) {
    keras::fill_one_hot(trajectory.key + 3000 + step, 4, y);
    keras::fill_vectors(trajectory.key + 2000 + step, x);
  });
}

constexpr SGD momentum{.learning_rate = 0.3f, .momentum = 0.9f};

#define TRAJECTORY(figures)                                                                       \
  keras::Trajectory {                                                                             \
    figures::key, figures::losses, figures::accuracies, figures::final_sums, figures::final_norms \
  }

TEST_CASE("AdamW, and SGD with weight decay, of kernels alone") {
  follow(AdamW{.learning_rate = 0.01f, .weight_decay = 0.3f}, TRAJECTORY(keras_figures::adamw));
  follow(SGDW{.learning_rate = 0.1f, .momentum = 0.9f, .weight_decay = 0.1f},
         TRAJECTORY(keras_figures::sgdw));
}

TEST_CASE("clipvalue, clipnorm and global_clipnorm") {
  follow<SGD, ClipValue<0.02f>>(momentum, TRAJECTORY(keras_figures::clip_value));
  follow<SGD, ClipNorm<0.15f>>(momentum, TRAJECTORY(keras_figures::clip_norm));
  follow<SGD, GlobalClipNorm<0.2f>>(momentum, TRAJECTORY(keras_figures::global_clip_norm));
}

TEST_CASE("gradient_accumulation_steps") {
  follow<Adam, Accumulate<4>>(Adam{.learning_rate = 0.01f}, TRAJECTORY(keras_figures::accumulated));
  follow<AdamW, Accumulate<3>, GlobalClipNorm<0.1f>>(AdamW{.learning_rate = 0.01f, .weight_decay = 0.3f},
                                                     TRAJECTORY(keras_figures::accumulated_and_clipped));
}

TEST_CASE("PyTorch's AdamW, clip_grad_norm_, clip_grad_value_ and a step for several batches") {
  const AdamW adamw{.learning_rate = 0.01f, .epsilon = 1e-12f, .weight_decay = 0.3f};
  follow(adamw, TRAJECTORY(torch_figures::adamw));
  follow<SGD, GlobalClipNorm<0.2f>>(momentum, TRAJECTORY(torch_figures::clip_grad_norm));
  follow<SGD, ClipValue<0.02f>>(momentum, TRAJECTORY(torch_figures::clip_grad_value));
  follow<AdamW, Accumulate<3>, GlobalClipNorm<0.1f>>(adamw, TRAJECTORY(torch_figures::accumulated));
}

}  // namespace keras_optimizers_test

#undef TRAJECTORY
