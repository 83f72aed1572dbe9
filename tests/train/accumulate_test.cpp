// SPDX-License-Identifier: MIT
#include "cameo/train/accumulate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "cameo/cameo.hpp"
#include "catch.hpp"

using namespace cameo;

namespace accumulate_test {

using Net =
    Sequential<Input<6, 6, 2>, Conv2D<5, 3>, ReLU, Dropout<0.3f>, Flatten, Dense<7>, ReLU, Dense<3>, Softmax>;
template <class... Options>
using NetTrainer = Trainer<Net, SparseCategoricalCrossentropy, AdamW, Options...>;
constexpr std::size_t sample = Net::Input::size;

/// Samples of `first` .. `first + count - 1` of an endless row of them.
struct Samples {
  Samples(std::size_t first, std::size_t count) : x(count * sample), y(count) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(1, first * sample + i);
    for (std::size_t i = 0; i < count; ++i) y[i] = static_cast<float>(random_bits(2, first + i) % 3);
  }
  std::vector<float> x, y;
};

template <class AnyTrainer>
void train(AnyTrainer& trainer, std::size_t first, std::size_t count) {
  const Samples samples(first, count);
  REQUIRE(trainer.train_on_batch(samples.x, samples.y, 3).error.message() == "");
}

template <class AnyNet>
void check_near(const Parameters<AnyNet>& a, const Parameters<AnyNet>& b, float tolerance) {
  float worst = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i)
    worst = std::max(worst, std::fabs(a.values[i] - b.values[i]));
  CHECK(worst <= tolerance);
}

TEST_CASE("a step for several batches is that for all of their samples at once, Dropout included") {
  const auto parts = std::make_unique<NetTrainer<Batch<8>, Accumulate<4>>>();
  const auto whole = std::make_unique<NetTrainer<Batch<32>>>();
  const std::vector<std::size_t> sizes{8, 5, 1, 7};  // the mean is over samples, not over batches
  std::size_t first = 0;
  for (int step = 0; step < 5; ++step) {
    train(*whole, first, 21);
    for (const std::size_t size : sizes) {
      CHECK(parts->optimizer_state().steps == static_cast<std::uint64_t>(step));
      train(*parts, first, size);
      first += size;
    }
    CHECK(parts->accumulation().batches == 0);
  }
  CHECK(parts->optimizer_state().steps == 5);
  check_near(parts->parameters(), whole->parameters(), 2e-6f);
}

TEST_CASE("between two steps the parameters stay and the accumulation grows") {
  const auto trainer = std::make_unique<NetTrainer<Batch<8>, Accumulate<3>>>();
  const auto before = trainer->parameters().values;
  train(*trainer, 0, 8);
  train(*trainer, 8, 3);
  CHECK(trainer->parameters().values == before);
  CHECK(trainer->accumulation().batches == 2);
  CHECK(trainer->accumulation().samples == 11);
  std::vector<float> outputs(3);
  REQUIRE(!trainer->predict(Samples(50, 1).x, outputs));  // predictions leave it alone
  train(*trainer, 11, 8);
  CHECK(trainer->parameters().values != before);

  const auto other = std::make_unique<NetTrainer<Batch<8>, Accumulate<3>>>();
  train(*other, 0, 8);
  train(*other, 8, 3);
  train(*other, 11, 8);
  CHECK(other->parameters().values == trainer->parameters().values);
}

TEST_CASE("a batch whose loss is not finite leaves the accumulation as it was") {
  using Linear = Sequential<Input<2>, Dense<1>>;
  Trainer<Linear, MeanSquaredError, SGD, Batch<1>, Accumulate<2>> trainer, other;
  const std::array<float, 2> x{1, 2}, huge{3e38f, 3e38f};
  const std::array<float, 1> y{1};
  trainer.parameters().values[0] = other.parameters().values[0] = 2;  // huge becomes infinite
  REQUIRE(!trainer.train_on_batch(x, y).error);
  CHECK(trainer.train_on_batch(huge, y).error);
  CHECK(trainer.accumulation().batches == 1);
  REQUIRE(!trainer.train_on_batch(x, y).error);
  REQUIRE(!other.train_on_batch(x, y).error);
  REQUIRE(!other.train_on_batch(x, y).error);
  CHECK(trainer.parameters().values == other.parameters().values);
  REQUIRE(!trainer.train_on_batch(x, y).error);
  trainer.initialize(0);
  CHECK(trainer.accumulation().batches == 0);
}

TEST_CASE("moving statistics move with every batch, as without an accumulation") {
  using Normalized = Sequential<Input<4>, Dense<5>, BatchNormalization<0.9f>, ReLU, Dense<2>, Softmax>;
  Trainer<Normalized, SparseCategoricalCrossentropy, SGD, Batch<6>, Accumulate<3>> parts;
  Trainer<Normalized, SparseCategoricalCrossentropy, SGD, Batch<6>> still;
  still.optimizer.learning_rate = 0;
  std::vector<float> x(24), y(6);
  for (int batch = 0; batch < 3; ++batch) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(static_cast<std::uint64_t>(batch), i);
    REQUIRE(!parts.train_on_batch(x, y).error);
    REQUIRE(!still.train_on_batch(x, y).error);
  }
  for (const ParameterTensor& tensor : parameter_tensors<Normalized>) {
    INFO(tensor.name());
    CHECK(std::ranges::equal(parts.parameters().of(tensor), still.parameters().of(tensor)) ==
          !tensor.spec.trainable);
  }
}

TEST_CASE("fit ends each epoch with a step on what is left, as with larger batches") {
  const Samples samples(0, 18);
  const Dataset data{
      .size = {6, 6, 2}, .bytes = {}, .values = samples.x, .labels = samples.y, .augmentation = {}};
  const auto parts = std::make_unique<NetTrainer<Batch<4>, Accumulate<3>>>();
  const auto whole = std::make_unique<NetTrainer<Batch<12>>>();
  const History of_parts = parts->fit(data, {.epochs = 4, .seed = 5});
  const History of_whole = whole->fit(data, {.epochs = 4, .seed = 5});
  REQUIRE(of_parts.error.message() == "");
  CHECK(parts->optimizer_state().steps == 8);  // 3 batches, then 2, the last of 2 samples
  CHECK(parts->accumulation().batches == 0);
  check_near(parts->parameters(), whole->parameters(), 2e-6f);
  for (std::size_t epoch = 0; epoch < 4; ++epoch)
    CHECK(of_parts.epochs()[epoch].loss == Approx(of_whole.epochs()[epoch].loss).epsilon(1e-5));
}

}  // namespace accumulate_test
