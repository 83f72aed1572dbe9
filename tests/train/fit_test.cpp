// SPDX-License-Identifier: MIT
#include "cameo/train/fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/data/capped_sampler.hpp"
#include "catch.hpp"

namespace fit_test {

/// What the network saw while training and while not, sample after sample: 12 values each.
std::vector<std::vector<float>> trained, tested;

/// y = x; writes down what passes.
struct Spy : cameo::LayerDescription {
  static constexpr std::string_view name = "spy";
};

}  // namespace fit_test

template <>
struct cameo::HWY_NAMESPACE::Kernel<fit_test::Spy> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    const float* x = pass.x;
    for (int i = 0; i < pass.samples; ++i, x += In::size) {
      (pass.context.training ? fit_test::trained : fit_test::tested).emplace_back(x, x + In::size);
      std::copy_n(x, In::size, pass.y + (x - pass.x));
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx != nullptr) std::copy_n(pass.dy, static_cast<std::size_t>(pass.samples) * In::size, pass.dx);
  }
};

using namespace cameo;

namespace fit_test {
using Net = Sequential<Input<3, 4, 1>, Spy, Flatten, Dense<2>, Softmax>;
template <int N>
using NetTrainer = Trainer<Net, SparseCategoricalCrossentropy, SGD, Batch<N>>;

/// Pictures of which number i has the pixels 5 i, 5 i + 1, 5 i + 2, 5 i + 3 in each row.
struct Pictures {
  explicit Pictures(std::size_t count) : bytes(count * 12), labels(count) {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(5 * (i / 12) + i % 4);
    for (std::size_t i = 0; i < count; ++i) labels[i] = static_cast<float>(i % 2);
  }
  Dataset dataset() const {
    return {.size = {3, 4, 1}, .bytes = bytes, .values = {}, .labels = labels, .augmentation = {}};
  }

  std::vector<std::uint8_t> bytes;
  std::vector<float> labels;
};

/// A trainer that has trained, and what its network saw.
template <int N = 4>
std::unique_ptr<NetTrainer<N>> fit(const Dataset& data, const FitOptions& options) {
  trained.clear();
  tested.clear();
  auto trainer = std::make_unique<NetTrainer<N>>();
  const History history = trainer->fit(data, options);
  REQUIRE(history.error.message() == "");
  return trainer;
}

/// Which pictures an epoch of training showed, when they were not augmented.
std::vector<int> order_of(int epoch, std::size_t samples) {
  std::vector<int> order;
  for (std::size_t i = 0; i < samples; ++i)
    order.push_back(
        static_cast<int>(std::lround(trained[static_cast<std::size_t>(epoch) * samples + i][0] * 255 / 5)));
  return order;
}

std::vector<int> in_order(std::size_t samples) {
  std::vector<int> order(samples);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

std::string message(const History& history) { return std::string(history.error.message()); }

TEST_CASE("every epoch shows every sample, each in another order") {
  const Pictures pictures(30);
  fit(pictures.dataset(), {.epochs = 5, .seed = 1});
  REQUIRE(trained.size() == 150);
  std::set<std::vector<int>> orders;
  for (int epoch = 0; epoch < 5; ++epoch) {
    std::vector<int> order = order_of(epoch, 30);
    orders.insert(order);
    std::sort(order.begin(), order.end());
    CHECK(order == in_order(30));
  }
  CHECK(orders.size() == 5);
  CHECK(orders.count(in_order(30)) == 0);
}

TEST_CASE("without shuffling every epoch shows the samples in their order") {
  const Pictures pictures(30);
  fit(pictures.dataset(), {.epochs = 2, .shuffle = false});
  CHECK(order_of(0, 30) == in_order(30));
  CHECK(order_of(1, 30) == in_order(30));
}

TEST_CASE("augmentation changes what is trained on, anew each epoch, and nothing else") {
  const Pictures pictures(20);
  Dataset data = pictures.dataset();
  fit(data, {.epochs = 2, .shuffle = false});
  const auto plain = trained;
  data.augmentation.brightness = 0.5f;
  const auto trainer = fit(data, {.epochs = 2, .validation_data = &data, .shuffle = false});
  int same = 0, same_again = 0;
  for (std::size_t i = 0; i < 20; ++i) {
    same += trained[i] == plain[i];
    same_again += trained[i] == trained[20 + i];
  }
  CHECK(same < 5);
  CHECK(same_again < 5);

  REQUIRE(tested.size() == 40);  // the validation of two epochs
  for (std::size_t i = 0; i < 40; ++i) CHECK(tested[i] == plain[i % 20]);
  tested.clear();
  CHECK(trainer->evaluate(data));
  CHECK(tested == std::vector(plain.begin(), plain.begin() + 20));
  tested.clear();
  std::vector<float> y(40);
  CHECK(trainer->predict(data, y).message() == "");
  CHECK(tested == std::vector(plain.begin(), plain.begin() + 20));
}

TEST_CASE("how a sample is augmented hangs on its number, not on its place in order and batch") {
  const Pictures pictures(20);
  Dataset data = pictures.dataset();
  data.augmentation.brightness = 0.05f;
  fit(data, {.shuffle = false, .seed = 3});
  auto expected = trained;
  fit<7>(data, {.shuffle = false, .seed = 3});
  CHECK(trained == expected);
  fit(data, {.shuffle = true, .seed = 3});
  CHECK(trained != expected);
  std::sort(expected.begin(), expected.end());
  std::sort(trained.begin(), trained.end());
  CHECK(trained == expected);
}

TEST_CASE(
    "data sets that are alike at the edges are told apart, and those that are no data sets are not read") {
  const auto digest_of = [](std::size_t count, std::uint8_t inner) {
    std::vector<std::uint8_t> bytes(count * 784, 0);
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (i % 28 > 3 && i / 28 % 28 > 3) bytes[i] = static_cast<std::uint8_t>(inner + i % 5);
    return detail::digest({.size = {28, 28, 1}, .bytes = bytes});
  };
  for (std::size_t count : {1u, 5u, 63u, 127u, 4091u, 4095u})
    CHECK(digest_of(count, 10) != digest_of(count, 11));
  const std::vector<std::uint8_t> bytes(4 * 12);
  const std::vector<float> values(400 * 12), labels(404);
  NetTrainer<4> trainer;
  CHECK_THAT(message(trainer.fit({.size = {3, 4, 1}, .bytes = bytes, .values = values, .labels = labels})),
             cameo_test::contains("samples are either bytes or float values"));
}

/// Shows sample 3, again and again.
struct Same : Sampler {
  std::size_t samples() const override { return 20; }
  std::size_t begin_epoch(std::uint64_t) override { return 10; }
  std::size_t index(std::size_t) const override { return 3; }
};

TEST_CASE("a sample that a sampler shows again is augmented in another way") {
  const Pictures pictures(20);
  Dataset data = pictures.dataset();
  data.augmentation.brightness = 0.5f;
  Same same;
  fit(data, {.sampler = &same});
  REQUIRE(trained.size() == 10);
  CHECK(std::set(trained.begin(), trained.end()).size() > 7);
}

/// Ends training after so many batches or epochs.
struct StopAfter : Callback {
  bool on_batch_end(const TrainingProgress& progress) override {
    last = progress;
    return --batches != 0;
  }
  bool on_epoch_end(const TrainingProgress&) override { return --epochs != 0; }

  int batches = -1, epochs = -1;
  TrainingProgress last{};
};

TEST_CASE("a callback ends training after an epoch") {
  const Pictures pictures(10);
  StopAfter stop;
  stop.epochs = 2;
  NetTrainer<4> trainer;
  const History history = trainer.fit(pictures.dataset(), {.epochs = 9, .callback = &stop});
  CHECK(message(history) == "");
  CHECK(history.stopped);
  CHECK(history.size == 2);
}

TEST_CASE("a callback that ends training at the last batch of an epoch leaves the epoch's figures") {
  const Pictures pictures(10);
  StopAfter stop;
  stop.batches = 6;  // 4 + 4 + 2 samples, twice
  NetTrainer<4> trainer;
  const Dataset validation = pictures.dataset();
  const History history =
      trainer.fit(pictures.dataset(), {.epochs = 9, .validation_data = &validation, .callback = &stop});
  CHECK(history.stopped);
  REQUIRE(history.size == 2);
  CHECK(history.epochs()[1].loss == stop.last.scores.loss);
  CHECK(std::isfinite(history.epochs()[1].val_loss));
  CHECK(stop.epochs == -3);
}

TEST_CASE("a callback that begins the same trainer anew ends fit with an error") {
  struct Anew : Callback {
    explicit Anew(NetTrainer<4>& t) : trainer(t) {}
    bool on_batch_end(const TrainingProgress& progress) override {
      if (progress.sample == 8 && progress.epoch == 0) trainer.initialize(1);
      return true;
    }
    NetTrainer<4>& trainer;
  };
  const Pictures pictures(30);
  NetTrainer<4> trainer;
  Anew anew(trainer);
  const History history = trainer.fit(pictures.dataset(), {.epochs = 2, .callback = &anew});
  CHECK(message(history) == "fit: a callback has initialized, fitted or loaded the same trainer");
  CHECK(history.size == 0);
}

TEST_CASE("training that was stopped goes on to the same bits, figures included") {
  const Pictures pictures(30);
  Dataset data = pictures.dataset();
  data.augmentation.brightness = 0.1f;
  NetTrainer<4> whole, parts;
  const History expected = whole.fit(data, {.epochs = 3, .seed = 9});
  StopAfter stop;
  stop.batches = 11;  // 3 batches into the second epoch
  CHECK(parts.fit(data, {.epochs = 3, .seed = 9, .callback = &stop}).stopped);
  CHECK(parts.epoch_position().epochs == 1);
  CHECK(parts.epoch_position().sample == 12);
  const History rest = parts.fit(data, {.epochs = 2, .seed = 9, .callback = &stop});
  REQUIRE(rest.size == 2);
  CHECK(parts.parameters().values == whole.parameters().values);
  CHECK(rest.epochs()[0].loss == expected.epochs()[1].loss);
  CHECK(rest.epochs()[1].accuracy == expected.epochs()[2].accuracy);
  CHECK(stop.last.epoch == 2);
  CHECK(stop.last.epochs == 3);
}

TEST_CASE("other samples or another seed begin a new epoch") {
  const Pictures pictures(30), others(10);
  NetTrainer<4> trainer;
  StopAfter stop;
  stop.batches = 2;
  REQUIRE(trainer.fit(pictures.dataset(), {.callback = &stop}).stopped);
  trained.clear();
  REQUIRE(trainer.fit(others.dataset()));
  CHECK(trained.size() == 10);
  stop.batches = 2;
  REQUIRE(trainer.fit(pictures.dataset(), {.callback = &stop}).stopped);
  trained.clear();
  REQUIRE(trainer.fit(pictures.dataset(), {.seed = 1}));
  CHECK(trained.size() == 30);
  stop.batches = 2;
  REQUIRE(trainer.fit(pictures.dataset(), {.callback = &stop}).stopped);
  trained.clear();
  REQUIRE(trainer.fit(pictures.dataset(), {.shuffle = false}));
  CHECK(trained.size() == 30);
  for (const bool other_label : {true, false}) {  // or another pixel
    stop.batches = 2;
    REQUIRE(trainer.fit(pictures.dataset(), {.callback = &stop}).stopped);
    Pictures changed = pictures;
    if (other_label)
      changed.labels[29] = 1 - changed.labels[29];
    else
      changed.bytes[7] = 200;
    trained.clear();
    REQUIRE(trainer.fit(changed.dataset()));
    CHECK(trained.size() == 30);
  }
}

TEST_CASE("a sample's weight goes with it wherever an epoch shows it") {
  const Pictures pictures(30);
  std::vector<float> weights(30);
  weights[7] = 1;
  Dataset data = pictures.dataset(), alone = data;
  data.weights = weights;
  alone.bytes = data.bytes.subspan(7 * 12, 12);
  alone.labels = data.labels.subspan(7, 1);
  CappedSampler sampler(data.labels, 15);
  const auto expected = fit<1>(alone, {.epochs = 1});
  for (const FitOptions& options : {FitOptions{.epochs = 1}, FitOptions{.epochs = 1, .shuffle = false},
                                    FitOptions{.epochs = 1, .sampler = &sampler}}) {
    const auto trainer = fit<1>(data, options);
    CHECK(trainer->parameters().values == expected->parameters().values);
  }

  weights[7] = 30;  // a thirtieth of it is the mean
  const Scores scores = expected->evaluate(data), of_it = expected->evaluate(alone);
  REQUIRE(scores);
  CHECK(scores.loss == Approx(of_it.loss));
  Predictor<Net, Borrowed> predictor(expected->parameters());
  CHECK(predictor.evaluate<SparseCategoricalCrossentropy>(data).loss == Approx(of_it.loss));
  auto trainer = std::make_unique<NetTrainer<4>>();
  const History history = trainer->fit(alone, {.epochs = 1, .validation_data = &data});
  REQUIRE(history);
  CHECK(history.epochs()[0].val_loss == Approx(trainer->evaluate(data).loss));
  CHECK(history.epochs()[0].val_loss == Approx(trainer->evaluate(alone).loss));
}

TEST_CASE("a batch is trained by the weights of its samples") {
  const Pictures pictures(4);
  const std::vector<float> weights{0.5f, 2, 0, 1};
  Dataset data = pictures.dataset();
  data.weights = weights;
  const auto expected = fit<4>(data, {.epochs = 1, .shuffle = false});
  std::vector<float> x(data.bytes.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(data.bytes[i]) * data.scale;
  NetTrainer<4> trainer;
  const Scores before = trainer.test_on_batch(x, data.labels, weights),
               scores = trainer.train_on_batch(x, data.labels, weights);
  REQUIRE(scores);
  CHECK(before.loss == scores.loss);
  CHECK(trainer.parameters().values == expected->parameters().values);
  CHECK(std::string(trainer.train_on_batch(x, data.labels, std::span(weights).first(3)).error.message()) ==
        "4 samples need 4 weights, or none, but 3 are given");
  CHECK(trainer.parameters().values == expected->parameters().values);
  data.weights = data.weights.first(3);
  CHECK(message(trainer.fit(data)) == "4 samples need 4 weights, or none, but 3 are given");
}

TEST_CASE("labels are looked at before the first step, and errors name the sample of the data") {
  Pictures pictures(50);
  pictures.labels[37] = 2;
  const std::string sentence = "the label of sample 37 is 2";
  NetTrainer<4> trainer;
  const auto before = trainer.parameters().values;
  CHECK_THAT(message(trainer.fit(pictures.dataset())), cameo_test::contains(sentence));
  CHECK_THAT(std::string(trainer.evaluate(pictures.dataset()).error.message()),
             cameo_test::contains(sentence));
  const Pictures good(50);
  const Dataset validation = pictures.dataset();
  CHECK_THAT(message(trainer.fit(good.dataset(), {.validation_data = &validation})),
             cameo_test::contains("validation data: " + sentence));
  CHECK(trainer.parameters().values == before);
  CHECK(trainer.optimizer_state().steps == 0);
}

TEST_CASE("a value that is not finite is named by its sample of the data") {
  std::vector<float> x(50 * 12, 0.5f), y(50), outputs(100);
  x[37 * 12 + 5] = std::numeric_limits<float>::quiet_NaN();
  const Dataset data{.size = {3, 4, 1}, .bytes = {}, .values = x, .labels = y, .augmentation = {}};
  NetTrainer<4> trainer;
  const auto sample_37 = cameo_test::contains("sample 37 ");
  CHECK_THAT(message(trainer.fit(data)), sample_37);
  const Pictures good(50);
  CHECK_THAT(message(trainer.fit(good.dataset(), {.validation_data = &data})),
             cameo_test::contains("validation data: dataset: sample 37 "));
  CHECK_THAT(std::string(trainer.evaluate(data).error.message()), sample_37);
  CHECK_THAT(std::string(trainer.predict(data, outputs).message()), sample_37);
  CHECK_THAT(std::string(trainer.predict(x, outputs).message()), sample_37);
}

TEST_CASE("hyperparameters that make no sense are refused before a step, whoever sets them") {
  const Pictures pictures(10);
  NetTrainer<4> trainer;
  const auto before = trainer.parameters().values;
  for (const float rate :
       {-0.1f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    trainer.optimizer.learning_rate = rate;
    CHECK_THAT(message(trainer.fit(pictures.dataset())),
               cameo_test::contains("but must be a finite number of at least 0"));
  }
  trainer.optimizer = {.momentum = 1};
  CHECK(message(trainer.fit(pictures.dataset())) ==
        "SGD: momentum is 1.0000, but must be at least 0 and below 1");
  trainer.optimizer = {};
  CHECK(trainer.parameters().values == before);

  struct Spoiler : Callback {
    explicit Spoiler(NetTrainer<4>& trainer) : of(trainer) {}
    bool on_batch_end(const TrainingProgress&) override {
      of.optimizer.learning_rate = -1;
      return true;
    }
    NetTrainer<4>& of;
  } spoiler(trainer);
  CHECK_THAT(message(trainer.fit(pictures.dataset(), {.callback = &spoiler})),
             cameo_test::contains("the learning rate is -1.000000"));
  CHECK(trainer.optimizer_state().steps == 1);
}

TEST_CASE("parameters that are not finite are what fit complains of, and what to do") {
  const Pictures pictures(10);
  NetTrainer<4> trainer;
  trainer.parameters().values[3] = std::numeric_limits<float>::quiet_NaN();
  const std::string sentence =
      "the parameters are not finite: 'dense.kernel' is NaN or infinite at index 3; initialize or load them, "
      "then train with a lower learning rate";
  CHECK(message(trainer.fit(pictures.dataset())) == sentence);
  CHECK(trainer.evaluate(pictures.dataset()).error.message() == sentence);
  trainer.initialize(0);
  CHECK(trainer.fit(pictures.dataset()));
}

TEST_CASE("an epoch whose last step left nothing finite is no success") {
  const Pictures pictures(4);
  NetTrainer<4> trainer;
  trainer.optimizer.learning_rate = 3e38f;
  struct Epochs : Callback {
    bool on_epoch_end(const TrainingProgress&) override { return ++ended > 0; }
    int ended = 0;
  } epochs;
  Dataset data = pictures.dataset();
  data.scale = 10;
  CHECK_THAT(message(trainer.fit(data, {.callback = &epochs})),
             cameo_test::contains("the parameters are not finite"));
  CHECK(epochs.ended == 0);
}

TEST_CASE("training takes any number of epochs; History keeps the last ones") {
  const Pictures pictures(1);
  NetTrainer<1> trainer, other;
  trained.clear();
  const History all = trainer.fit(pictures.dataset(), {.epochs = History::most_kept + 5});
  CHECK(message(all) == "");
  CHECK(all.size == History::most_kept + 5);
  REQUIRE(all.epochs().size() == History::most_kept);
  const History first = other.fit(pictures.dataset(), {.epochs = 6});
  CHECK(all.epochs()[0].loss == first.epochs()[5].loss);
  CHECK(all.epochs().back().loss < all.epochs().front().loss);
}

}  // namespace fit_test
