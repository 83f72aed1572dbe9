// SPDX-License-Identifier: MIT
#include "cameo/train/callback.hpp"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/train/best_parameters.hpp"
#include "cameo/train/early_stopping.hpp"
#include "catch.hpp"

using namespace cameo;

namespace callback_test {

using Net = Sequential<Input<4>, Dense<2>, Softmax>;
using NetTrainer = Trainer<Net, SparseCategoricalCrossentropy, SGD, Batch<2>>;

struct Vectors {
  std::vector<float> x = std::vector<float>(12), y{0, 1, 0};
  Vectors() {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(1, i);
  }
  Dataset dataset() const {
    return {.size = {1, 1, 4}, .bytes = {}, .values = x, .labels = y, .augmentation = {}};
  }
};

/// Writes down what it hears; ends training at a letter's n-th time.
struct Diary final : Callback {
  void on_train_begin(const TrainingProgress&) override { text += "("; }
  void on_epoch_begin(const TrainingProgress&) override { text += "["; }
  bool on_batch_end(const TrainingProgress&) override { return note('b', batches); }
  bool on_test_batch_end(const TrainingProgress&) override { return note('v', tests); }
  bool on_epoch_end(const TrainingProgress&) override { return note(']', epochs); }

  bool note(char letter, int& left) {
    text += letter;
    return --left != 0;
  }

  std::string text;
  int batches = -1, tests = -1, epochs = -1;
};

TrainingProgress after_epoch(int epoch, float loss, float val_loss = NAN) {
  TrainingProgress progress;
  progress.epoch = epoch;
  progress.scores.loss = loss;
  progress.scores.val_loss = val_loss;
  return progress;
}

TEST_CASE("a callback hears of the begin, every epoch and every batch") {
  const Vectors vectors;
  NetTrainer trainer;
  Diary diary;
  CHECK(trainer.fit(vectors.dataset(), {.epochs = 2, .callback = &diary}));
  CHECK(diary.text == "([bb][bb]");
}

TEST_CASE("a validation can be ended after each of its batches: the epoch counts without its figures") {
  const Vectors vectors;
  const Dataset validation = vectors.dataset();
  NetTrainer trainer;
  Diary one, other;
  Callbacks both(one, other);
  other.tests = 3;
  const History history =
      trainer.fit(vectors.dataset(), {.epochs = 5, .validation_data = &validation, .callback = &both});
  CHECK(one.text == "([bbvv][bbv");
  CHECK(other.text == one.text);
  CHECK(history);
  CHECK(history.stopped);
  REQUIRE(history.size == 2);
  CHECK(std::isfinite(history.epochs()[0].val_loss));
  CHECK(std::isfinite(history.epochs()[1].loss));
  CHECK(std::isnan(history.epochs()[1].val_loss));
  CHECK(trainer.epoch_position().epochs == 2);
  CHECK(trainer.fit(vectors.dataset(), {.validation_data = &validation}).size == 1);
}

TEST_CASE("several callbacks hear of everything, and each can end training") {
  const Vectors vectors;
  NetTrainer trainer;
  Diary one, other, last;
  Callbacks all(one, other, last);
  other.batches = 3;
  CHECK(trainer.fit(vectors.dataset(), {.epochs = 5, .callback = &all}).stopped);
  CHECK(one.text == "([bb][b");
  CHECK(last.text == one.text);
  trainer.initialize(0);
  one = other = last = Diary();
  last.epochs = 2;
  CHECK(trainer.fit(vectors.dataset(), {.epochs = 5, .callback = &all}).size == 2);
  CHECK(one.text == "([bb][bb]");
}

TEST_CASE("EarlyStopping waits for a lower loss so many epochs") {
  EarlyStopping stopping(2);
  for (int training = 0; training < 2; ++training) {  // it begins anew
    stopping.on_train_begin({});
    CHECK(stopping.on_epoch_end(after_epoch(0, 0.1f, 0.9f)));
    CHECK(stopping.on_epoch_end(after_epoch(1, 0.1f, 0.8f)));
    CHECK(stopping.on_epoch_end(after_epoch(2, 0.1f, 0.8f)));
    CHECK(stopping.on_epoch_end(after_epoch(3, 0.1f, 0.7f)));
    CHECK(stopping.on_epoch_end(after_epoch(4, 0.1f, 0.9f)));
    CHECK_FALSE(stopping.on_epoch_end(after_epoch(5, 0.0f, 0.8f)));
  }
  stopping.on_train_begin({});
  CHECK(stopping.on_epoch_end(after_epoch(0, 0.5f)));
  CHECK(stopping.on_epoch_end(after_epoch(1, 0.5f)));
  CHECK_FALSE(stopping.on_epoch_end(after_epoch(2, 0.6f)));
}

TEST_CASE("EarlyStopping of no patience ends at the first loss that is not lower, as Keras's") {
  for (const int patience : {1, 0, -1}) {
    EarlyStopping stopping(patience);
    stopping.on_train_begin({});
    CHECK(stopping.on_epoch_end(after_epoch(0, 0.9f)));
    CHECK(stopping.on_epoch_end(after_epoch(1, 0.8f)));
    CHECK_FALSE(stopping.on_epoch_end(after_epoch(2, 0.8f)));
  }
}

TEST_CASE("BestParameters keeps those of the epoch with the lowest loss") {
  Parameters<Net> parameters{};
  BestParameters best(parameters);
  best.on_train_begin({});
  CHECK(best.epoch() == -1);
  const float losses[]{0.9f, 0.4f, 0.6f, NAN};
  for (int epoch = 0; epoch < 4; ++epoch) {
    parameters.values[0] = static_cast<float>(epoch);
    CHECK(best.on_epoch_end(after_epoch(epoch, 1, losses[epoch])) == true);
  }
  CHECK(best.epoch() == 1);
  CHECK(best.parameters().values[0] == 1);
}

}  // namespace callback_test
