// SPDX-License-Identifier: MIT
#include "cameo/train/step.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "cameo/cameo.hpp"
#include "catch.hpp"

using namespace cameo;

namespace step_test {

/// The loss of samples of a network whose first layer has the bias z, which alone counts.
template <class LossType, class Net, std::size_t Classes>
float loss_of(const std::array<float, Classes>& z, float label) {
  auto trainer = std::make_unique<Trainer<Net, LossType, SGD, Batch<3>>>();
  trainer->parameters().values.fill(0);
  std::copy(z.begin(), z.end(), trainer->parameters().of(parameter_tensors<Net>[1]).begin());
  const std::vector<float> x(12, 1.0f), y(3, label);
  const Dataset data{.size = {1, 1, 4}, .bytes = {}, .values = x, .labels = y, .augmentation = {}};

  const float loss = trainer->test_on_batch(x, y).loss;
  CHECK(trainer->evaluate(data).loss == loss);
  const auto predictor = std::make_unique<Predictor<Net, Borrowed>>(trainer->parameters());
  CHECK(predictor->template evaluate<LossType>(data).loss == loss);
  const auto in_batches = std::make_unique<Predictor<Net, Borrowed, Batch<2>>>(trainer->parameters());
  CHECK(in_batches->template evaluate<LossType>(data).loss == loss);
  CHECK(trainer->train_on_batch(x, y).loss == loss);  // at last, since it changes the parameters
  return loss;
}

TEST_CASE("the loss of a confident mistake comes from the logits, as Keras on TensorFlow reports it") {
  using Binary = Sequential<Input<4>, Dense<1>, Sigmoid>;
  using Convolved = Sequential<Input<1, 1, 4>, Conv2D<1, 1>, Sigmoid>;
  using Classes = Sequential<Input<4>, Dense<3>, Softmax>;
  for (float z : {15.0f, 40.0f, 70.0f}) {
    CAPTURE(z);
    CHECK(loss_of<BinaryCrossentropy, Binary, 1>({z}, 0) == Approx(z).epsilon(1e-6));
    CHECK(loss_of<BinaryCrossentropy, Binary, 1>({-z}, 1) == Approx(z).epsilon(1e-6));
    CHECK(loss_of<BinaryCrossentropy, Convolved, 1>({z}, 0) == Approx(z).epsilon(1e-6));
    CHECK(loss_of<SparseCategoricalCrossentropy, Classes, 3>({0, z, -5}, 0) == Approx(z).epsilon(1e-6));
    CHECK(loss_of<SparseCategoricalCrossentropy, Classes, 3>({0, z, -5}, 2) == Approx(z + 5).epsilon(1e-6));
  }
}

TEST_CASE("a mistake is unlearnt however confident it is") {
  using Net = Sequential<Input<1>, Dense<1>, Sigmoid>;
  auto trainer = std::make_unique<Trainer<Net, BinaryCrossentropy, SGD, Batch<1>>>();
  trainer->optimizer.learning_rate = 1;
  const auto [kernel, bias] = parameter_tensors<Net>;
  for (auto [z, label] : {std::pair{40.0f, 0.0f}, {-40.0f, 1.0f}}) {
    trainer->parameters().of(kernel)[0] = z;
    trainer->parameters().of(bias)[0] = 0;
    const float x = 1;
    REQUIRE(trainer->train_on_batch({&x, 1}, {&label, 1}).error.message() == "");
    CHECK(trainer->parameters().of(bias)[0] == Approx(label - (z > 0 ? 1 : 0)));
  }
}

TEST_CASE("a loss comes with its own metric, by name") {
  using Net = Sequential<Input<2>, Dense<2>>;
  auto trainer = std::make_unique<Trainer<Net, MeanSquaredError, SGD, Batch<2>>>();
  trainer->optimizer.learning_rate = 0;
  trainer->parameters().values.fill(0);
  const std::vector<float> x(6, 1.0f), y{1, 2, 3, -4, -5, 6};
  const Dataset data{.size = {1, 1, 2}, .bytes = {}, .values = x, .labels = y, .augmentation = {}};

  const Scores scores = trainer->evaluate(data);
  CHECK(scores.loss == Approx(91.0 / 6));
  CHECK(scores.mean_absolute_error == Approx(21.0 / 6));
  CHECK(std::isnan(scores.accuracy));
  const auto [loss, mean_absolute_error, error] = scores;
  CHECK(loss == scores.loss);
  CHECK(mean_absolute_error == scores.mean_absolute_error);
  CHECK(!error);

  const History history = trainer->fit(data, {.epochs = 1, .validation_data = &data});
  const EpochScores epoch = history.epochs().back();
  CHECK(epoch.mean_absolute_error == scores.mean_absolute_error);
  CHECK(epoch.val_mean_absolute_error == scores.mean_absolute_error);
  CHECK(std::isnan(epoch.accuracy));
  CHECK(std::isnan(epoch.val_accuracy));
}

TEST_CASE("three names bind the accuracy of a classification") {
  using Net = Sequential<Input<1>, Dense<1>, Sigmoid>;
  auto trainer = std::make_unique<Trainer<Net, BinaryCrossentropy, SGD, Batch<2>>>();
  trainer->parameters().values.fill(1);
  const std::vector<float> x{1, 1}, y{0, 1};
  const auto [loss, accuracy, error] = trainer->test_on_batch(x, y);
  CHECK(loss > 0);
  CHECK(accuracy == 0.5f);
  CHECK(!error);
  CHECK(std::isnan(trainer->test_on_batch(x, y).mean_absolute_error));
}

}  // namespace step_test
