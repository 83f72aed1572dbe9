// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "cameo/core/result.hpp"
#include "cameo/train/history.hpp"

namespace cameo::inline CAMEO_ABI {

/// Where training stands.
struct TrainingProgress {
  int epoch = 0;           ///< from 0; goes on when fit is called again or a trainer was loaded
  int epochs = 0;          ///< epochs at the end of this fit
  std::size_t sample = 0;  ///< samples of this epoch done
  std::size_t samples = 0;
  EpochScores scores;  ///< means over the epoch so far
};

/// Told of a training's begin, every epoch and every batch. An answer says whether to go on. Between batches
/// and epochs the trainer may be used and changed, such as trainer.optimizer.learning_rate; but initialize,
/// fit and load_trainer would lose the place of this fit, which then ends with an error.
class Callback {
 public:
  /// Why it cannot be used, such as a number that it was made with: fit says it before the first step.
  virtual Error error() const { return {}; }

  virtual void on_train_begin(const TrainingProgress&) {}
  virtual void on_epoch_begin(const TrainingProgress&) {}
  virtual bool on_batch_end(const TrainingProgress&) { return true; }

  /// After each batch of the validation, during which the trainer must not be used. A validation that ends
  /// early has no figures: the epoch counts without them, and on_epoch_end is not called.
  virtual bool on_test_batch_end(const TrainingProgress&) { return true; }
  virtual bool on_epoch_end(const TrainingProgress&) { return true; }

 protected:
  ~Callback() = default;
};

/// Several callbacks as one; each hears of everything, and training goes on while all want it.
///   Callbacks callbacks(bar, early_stopping);
///   trainer.fit(train, {.epochs = 100, .callback = &callbacks});
template <std::size_t Count>
class Callbacks final : public Callback {
 public:
  template <class... Each>
  explicit Callbacks(Each&... callbacks) : callbacks_{&callbacks...} {}

  Error error() const override {
    Error first;
    for (const Callback* callback : callbacks_)
      if (!first) first = callback->error();
    return first;
  }
  void on_train_begin(const TrainingProgress& progress) override {
    for (Callback* callback : callbacks_) callback->on_train_begin(progress);
  }
  void on_epoch_begin(const TrainingProgress& progress) override {
    for (Callback* callback : callbacks_) callback->on_epoch_begin(progress);
  }
  bool on_batch_end(const TrainingProgress& progress) override {
    bool go_on = true;
    for (Callback* callback : callbacks_) go_on &= callback->on_batch_end(progress);
    return go_on;
  }
  bool on_test_batch_end(const TrainingProgress& progress) override {
    bool go_on = true;
    for (Callback* callback : callbacks_) go_on &= callback->on_test_batch_end(progress);
    return go_on;
  }
  bool on_epoch_end(const TrainingProgress& progress) override {
    bool go_on = true;
    for (Callback* callback : callbacks_) go_on &= callback->on_epoch_end(progress);
    return go_on;
  }

 private:
  std::array<Callback*, Count> callbacks_;
};

template <class... Each>
Callbacks(Each&...) -> Callbacks<sizeof...(Each)>;

}  // namespace cameo::inline CAMEO_ABI
