// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "cameo/cameo.hpp"
#include "catch.hpp"
#include "keras/formulas.hpp"

namespace keras {

/// The figures of one trajectory, <network>_figures.hpp; accuracies are NaN where Keras has none.
template <std::size_t Steps, std::size_t Tensors>
struct Trajectory {
  std::uint64_t key;
  std::array<double, Steps> losses, accuracies;
  std::array<double, Tensors> final_sums, final_norms;
  bool weighted = false;  ///< samples have weights
};

/// Trains with Keras's parameters, as `fill_tensor` draws them, and batches and compares: the loss within
/// 2e-5 in the first three steps and 2e-3 after, the parameters' norms at the end within 2e-3. fill(step, x,
/// y) makes a batch.
template <class Trainer, std::size_t Steps, std::size_t Tensors, class Fill>
void follow(Trainer& trainer, const Trajectory<Steps, Tensors>& keras, std::size_t inputs, const Fill& fill,
            decltype(fill_parameter)& fill_tensor = fill_parameter) {
  trainer.initialize(0);
  std::uint64_t tensor = 0;
  trainer.parameters().for_each([&](auto, cameo::TensorShape shape, std::span<float> values) {
    fill_tensor(keras.key + 1000 + tensor++, shape, values);
  });
  std::vector<float> x(Trainer::batch * inputs), y(Trainer::batch * Trainer::label_width);
  std::vector<float> weights(keras.weighted ? Trainer::batch : 0);
  for (std::size_t step = 0; step < Steps; ++step) {
    fill(step, std::span(x), std::span(y));
    fill_weights(keras.key + 4000 + step, weights);
    const cameo::Scores scores = trainer.train_on_batch(x, y, weights);
    REQUIRE(scores.error.message() == "");
    INFO("step " << step);
    CHECK(static_cast<double>(scores.loss) == Approx(keras.losses[step]).epsilon(step < 3 ? 2e-5 : 2e-3));
    if (!std::isnan(keras.accuracies[step]))
      CHECK(static_cast<double>(scores.accuracy) == Approx(keras.accuracies[step]));
  }
  tensor = 0;
  trainer.parameters().for_each([&](std::string_view name, cameo::TensorShape, std::span<float> values) {
    double sum = 0, squares = 0;
    for (float value : values) {
      sum += static_cast<double>(value);
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
    INFO(name);
    CHECK(std::sqrt(squares) == Approx(keras.final_norms[tensor]).epsilon(2e-3).margin(1e-6));
    CHECK(sum == Approx(keras.final_sums[tensor]).epsilon(2e-3).margin(2e-3 * std::sqrt(squares)));
    ++tensor;
  });
}

}  // namespace keras
