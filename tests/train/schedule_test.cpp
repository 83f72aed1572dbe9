// SPDX-License-Identifier: MIT
#include "cameo/train/schedule.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/data/capped_sampler.hpp"
#include "cameo/train/moving_average.hpp"
#include "catch.hpp"

using namespace cameo;
using cameo_test::contains;

namespace schedule_test {

TEST_CASE("CosineDecay rises in a line and falls as half a cosine") {
  const CosineDecay rate{.peak = 0.5f, .epochs = 10, .warm_up = 2, .last = 0.1f};
  CHECK(rate(0) == 0);
  CHECK(rate(1) == Approx(0.25f));
  CHECK(rate(2) == Approx(0.5f));
  CHECK(rate(4) == Approx(0.1f + 0.4f * 0.8535534f));
  CHECK(rate(6) == Approx(0.3f));
  CHECK(rate(10) == Approx(0.1f));
  CHECK(rate(11) == Approx(0.1f));
}

TEST_CASE("StepDecay and Ramp") {
  const StepDecay rate{.peak = 1, .epochs = 3, .factor = 0.5f, .warm_up = 1};
  CHECK(rate(0.25) == 0.25f);
  CHECK(rate(2.9) == 1);
  CHECK(rate(3) == 0.5f);
  CHECK(rate(7) == 0.25f);
  const Ramp margin{0.1f, 0.3f, 4};
  CHECK(margin(0) == 0.1f);
  CHECK(margin(1) == Approx(0.15f));
  CHECK(margin(4) == 0.3f);
  CHECK(margin(40) == 0.3f);
}

/// What fit would say of a schedule.
template <class ValueOfEpoch>
std::string refusal(const ValueOfEpoch& value_of) {
  float value = 0;
  return std::string(Schedule(value, value_of).error().message());
}

TEST_CASE("Numbers that make no schedule are refused") {
  CHECK(refusal(CosineDecay{.peak = 1, .epochs = 5, .warm_up = 2}) == "");
  CHECK(refusal(CosineDecay{.peak = 1, .epochs = 0}) == "CosineDecay: epochs is 0.0000, but must be above 0");
  CHECK(refusal(CosineDecay{.peak = 1, .epochs = 5, .warm_up = 10}) ==
        "CosineDecay: epochs is 5.0000, but must be above warm_up");
  CHECK(refusal(CosineDecay{.peak = 1, .epochs = 5, .warm_up = -3}) ==
        "CosineDecay: warm_up is -3.0000, but must be finite and at least 0");
  CHECK(refusal(StepDecay{.peak = 1, .epochs = 3, .warm_up = 4}) == "");
  CHECK(refusal(StepDecay{.peak = 1, .epochs = -1}) == "StepDecay: epochs is -1.0000, but must be above 0");
  CHECK(refusal(StepDecay{.peak = 1, .epochs = std::nan("")}) != "");
  CHECK(refusal(StepDecay{.peak = 1, .epochs = 2, .factor = -1}) ==
        "StepDecay: factor is -1.0000, but must be finite and at least 0");
  CHECK(refusal(CosineDecay{.peak = std::nanf(""), .epochs = 2}) ==
        "CosineDecay: peak is NaN, but must be finite");
  CHECK(refusal(Ramp{0, 1, 0}) == "Ramp: epochs is 0.0000, but must be above 0");
  CHECK(refusal([](double) { return 1.0f; }) == "");
}

using Net = Sequential<Input<6>, Dense<5>, Tanh, CosineDense<4>>;
using NetTrainer = Trainer<Net, CosFace, SGD, Batch<2>>;

struct Vectors {
  std::vector<float> x = std::vector<float>(9 * 6), y{0, 1, 2, 3, 0, 0, 0, 0, 0};
  Vectors() {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(1, i);
  }
  Dataset dataset() const {
    return {.size = {1, 1, 6}, .bytes = {}, .values = x, .labels = y, .augmentation = {}};
  }
};

struct Watch final : Callback {
  explicit Watch(const NetTrainer& watched) : trainer(watched) {}
  bool on_batch_end(const TrainingProgress& progress) override {
    rates.push_back(trainer.optimizer.learning_rate);
    margins.push_back(trainer.loss.margin);
    samples = progress.samples;
    parameters.push_back(trainer.parameters());
    return true;
  }
  const NetTrainer& trainer;
  std::vector<float> rates, margins;
  std::vector<Parameters<Net>> parameters;
  std::size_t samples = 0;
};

TEST_CASE("Schedule sets rate and margin before each batch, of the epochs that a sampler makes") {
  const Vectors vectors;
  static NetTrainer trainer;
  trainer.initialize(1);
  Schedule rate(trainer.optimizer.learning_rate, [](double done) { return 0.1f * static_cast<float>(done); });
  Schedule margin(trainer.loss.margin, Ramp{0, 0.4f, 2});
  Watch watch(trainer);
  Callbacks all(rate, margin, watch);
  CappedSampler sampler(vectors.y, 2, 2);
  trainer.optimizer.learning_rate = 7;
  const History history =
      trainer.fit(vectors.dataset(), {.epochs = 2, .callback = &all, .sampler = &sampler});
  REQUIRE(history.error.message() == "");
  CHECK(watch.samples == 4);
  REQUIRE(watch.rates.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(watch.rates[i] == Approx(0.05f * static_cast<float>(i + 1)));
    CHECK(watch.margins[i] == Approx(0.1f * static_cast<float>(i + 1)));
  }
}

TEST_CASE("Schedule goes on where it was when fit is called again") {
  const Vectors vectors;
  static NetTrainer trainer;
  trainer.initialize(1);
  Schedule rate(trainer.optimizer.learning_rate, [](double done) { return 0.1f * static_cast<float>(done); });
  REQUIRE(trainer.fit(vectors.dataset(), {.epochs = 2, .callback = &rate}));
  CHECK(trainer.optimizer.learning_rate == Approx(0.2f));
  Watch watch(trainer);
  Callbacks all(rate, watch);
  REQUIRE(trainer.fit(vectors.dataset(), {.epochs = 2, .callback = &all}));
  CHECK(watch.rates.front() > 0.2f);
  CHECK(trainer.optimizer.learning_rate == Approx(0.4f));
}

TEST_CASE("a margin that cannot be used ends training with a sentence") {
  const Vectors vectors;
  static NetTrainer trainer;
  Schedule margin(trainer.loss.margin, [](double) { return 2.0f; });
  const History history = trainer.fit(vectors.dataset(), {.callback = &margin});
  CHECK(history.error.message() == "CosFace: the margin is 2.0000, but must be 0 to 1");
}

TEST_CASE("a moving average whose decay is none is refused, among other callbacks too") {
  const Vectors vectors;
  static NetTrainer trainer;
  trainer.initialize(1);
  for (const float decay : {std::numeric_limits<float>::quiet_NaN(), -0.5f, 1.0f}) {
    Schedule rate(trainer.optimizer.learning_rate, [](double) { return 0.1f; });
    MovingAverage average(trainer.parameters(), decay);
    Callbacks all(rate, average);
    const std::string sentence(trainer.fit(vectors.dataset(), {.callback = &all}).error.message());
    CHECK_THAT(sentence,
               contains("MovingAverage: the decay is ") && contains(", but must be at least 0 and below 1"));
  }
}

TEST_CASE("a sampler of other data is refused") {
  const Vectors vectors;
  static NetTrainer trainer;
  const std::vector<float> few{0, 1};
  CappedSampler sampler(few, 2);
  const History history = trainer.fit(vectors.dataset(), {.sampler = &sampler});
  CHECK(history.error.message() == "fit: the sampler is of 2 samples, but there are 9");
}

TEST_CASE("a sampler that cannot choose is refused, and one that chooses what is not there") {
  struct Wrong final : Sampler {
    std::size_t shown, last;
    Wrong(std::size_t samples_shown, std::size_t last_index) : shown(samples_shown), last(last_index) {}
    std::size_t samples() const override { return 9; }
    std::size_t begin_epoch(std::uint64_t) override { return shown; }
    std::size_t index(std::size_t place) const override { return place + 1 == shown ? last : 0; }
  };
  const Vectors vectors;
  const auto complaint = [&](Sampler& sampler) {
    static NetTrainer trainer;
    trainer.initialize(1);
    return std::string(trainer.fit(vectors.dataset(), {.sampler = &sampler}).error.message());
  };
  CappedSampler none(vectors.y, 0);
  CHECK(complaint(none) == "CappedSampler: the cap is 0 and the batch 1, but each must be at least 1");
  Wrong empty(0, 0), beyond(5, 9), right(5, 8);
  CHECK(complaint(empty) == "fit: the sampler shows no sample in this epoch; expected 1 at least");
  CHECK(complaint(beyond) == "fit: the sampler gives sample 9, but there are 9");
  CHECK(complaint(right) == "");
}

TEST_CASE("an epoch of a sampler that was stopped goes on where it was") {
  struct Stop final : Callback {
    int left;
    explicit Stop(int batches) : left(batches) {}
    bool on_batch_end(const TrainingProgress&) override { return --left != 0; }
  };
  const Vectors vectors;
  static NetTrainer whole, stopped;
  CappedSampler sampler(vectors.y, 3, 2), of_stopped(vectors.y, 3, 2);
  const Dataset data = vectors.dataset();
  const History all = whole.fit(data, {.epochs = 3, .seed = 3, .sampler = &sampler});
  REQUIRE(all);
  Stop after(4);
  const History first =
      stopped.fit(data, {.epochs = 3, .seed = 3, .callback = &after, .sampler = &of_stopped});
  REQUIRE(first.stopped);
  const History rest = stopped.fit(data, {.epochs = 2, .seed = 3, .sampler = &of_stopped});
  REQUIRE(rest);
  CHECK(whole.parameters().values == stopped.parameters().values);
}

TEST_CASE("MovingAverage is the exponential mean of the parameters, of the first batches a short one") {
  const Vectors vectors;
  static NetTrainer trainer;
  trainer.initialize(2);
  MovingAverage<Net> average(trainer.parameters(), 0.5f);
  Watch watch(trainer);
  Callbacks all(average, watch);
  trainer.optimizer.learning_rate = 0.5f;
  const History history = trainer.fit(vectors.dataset(), {.epochs = 3, .callback = &all});
  REQUIRE(history.error.message() == "");
  std::vector<double> expected(watch.parameters[0].values.begin(), watch.parameters[0].values.end());
  for (std::size_t batch = 0; batch < watch.parameters.size(); ++batch) {
    const double n = static_cast<double>(batch + 1), decay = std::min(0.5, (1 + n) / (10 + n));
    for (std::size_t i = 0; i < expected.size(); ++i)
      expected[i] =
          decay * expected[i] + (1 - decay) * static_cast<double>(watch.parameters[batch].values[i]);
  }
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(static_cast<double>(average.parameters().values[i]) == Approx(expected[i]).margin(1e-6));
}

}  // namespace schedule_test
