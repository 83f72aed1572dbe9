// SPDX-License-Identifier: MIT
// Small networks train as in Keras 3: layers, losses and optimizers that the flagship does not use.
#include "keras/follow.hpp"
#include "keras/small_figures.hpp"

using namespace cameo;

#define TRAJECTORY(name)                                                                    \
  keras::Trajectory {                                                                       \
    keras_figures::name::key, keras_figures::name::losses, keras_figures::name::accuracies, \
        keras_figures::name::final_sums, keras_figures::name::final_norms                   \
  }

TEST_CASE("Same padding, average pooling, stride, LeakyReLU, softmax: SGD with Nesterov momentum") {
  using Net =
      Sequential<Input<12, 12, 1>, Conv2D<4, 5, Conv{.padding = Same}>, ReLU, AveragePooling2D<2>,
                 Conv2D<6, 3, Conv{.stride = 2}>, LeakyReLU<0.1f>, GlobalAveragePooling2D, Dense<3>, Softmax>;
  Trainer<Net, SparseCategoricalCrossentropy, SGD, Batch<8>> trainer;
  trainer.optimizer = {.learning_rate = 0.05f, .momentum = 0.9f, .nesterov = true};
  const auto trajectory = TRAJECTORY(lenet);
  keras::follow(trainer, trajectory, 144, [&](std::size_t step, std::span<float> x, std::span<float> y) {
    keras::fill_classes(trajectory.key + 3000 + step, 3, y);
    keras::fill_pictures(trajectory.key + 2000 + step, y, 12, 12, 1, x);
  });
}

TEST_CASE("tanh and categorical cross-entropy: Adam") {
  using Net = Sequential<Input<10>, Dense<16>, Tanh, Dense<4>, Softmax>;
  Trainer<Net, CategoricalCrossentropy, Adam, Batch<8>> trainer;
  const auto trajectory = TRAJECTORY(tanh_mlp);
  keras::follow(trainer, trajectory, 10, [&](std::size_t step, std::span<float> x, std::span<float> y) {
    keras::fill_one_hot(trajectory.key + 3000 + step, 4, y);
    keras::fill_vectors(trajectory.key + 2000 + step, x);
  });
}

TEST_CASE("samples with weights: SGD") {
  using Net = Sequential<Input<10>, Dense<16>, Tanh, Dense<4>, Softmax>;
  Trainer<Net, CategoricalCrossentropy, SGD, Batch<8>> trainer;
  trainer.optimizer.learning_rate = 0.5f;
  auto trajectory = TRAJECTORY(weighted);
  trajectory.weighted = true;
  keras::follow(trainer, trajectory, 10, [&](std::size_t step, std::span<float> x, std::span<float> y) {
    keras::fill_one_hot(trajectory.key + 3000 + step, 4, y);
    keras::fill_vectors(trajectory.key + 2000 + step, x);
  });
}

TEST_CASE("mean squared error: SGD") {
  using Net = Sequential<Input<7>, Dense<5>, ReLU, Dense<2>>;
  Trainer<Net, MeanSquaredError, SGD, Batch<8>> trainer;
  trainer.optimizer.learning_rate = 0.1f;
  namespace figures = keras_figures::regression;
  std::array<double, figures::losses.size()> no_accuracies;
  no_accuracies.fill(NAN);
  const keras::Trajectory trajectory{figures::key, figures::losses, no_accuracies, figures::final_sums,
                                     figures::final_norms};
  keras::follow(trainer, trajectory, 7, [&](std::size_t step, std::span<float> x, std::span<float> y) {
    keras::fill_vectors(trajectory.key + 3000 + step, y);
    keras::fill_vectors(trajectory.key + 2000 + step, x);
  });
}

TEST_CASE("rescaling and overlapping max-pooling: SGD with momentum") {
  using Net = Sequential<Input<9, 9, 2>, Rescaling<1 / 127.5f, -1.0f>, Conv2D<3, 3>, MaxPooling2D<3, 2>,
                         Flatten, Dense<1>, Sigmoid>;
  Trainer<Net, BinaryCrossentropy, SGD, Batch<8>> trainer;
  trainer.optimizer.momentum = 0.5f;
  const auto trajectory = TRAJECTORY(rescaled);
  keras::follow(trainer, trajectory, 162, [&](std::size_t step, std::span<float> x, std::span<float> y) {
    keras::fill_classes(trajectory.key + 3000 + step, 2, y);
    keras::fill_bytes(trajectory.key + 2000 + step, x);
  });
}

#undef TRAJECTORY
