// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

// Schedules are functions of the epochs that are done, such as 2.5 in the middle of the third. Lengths are in
// epochs.

/// From 0 to `peak` in a line for `warm_up` epochs, then half a cosine down to `last` at epoch `epochs`.
/// (Loshchilov, Hutter: ICLR 2017.) https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay
struct CosineDecay {
  float peak;
  double epochs;
  double warm_up = 0;
  float last = 0;

  float operator()(double done) const {
    if (done < warm_up) return static_cast<float>(static_cast<double>(peak) * done / warm_up);
    if (done >= epochs) return last;
    const double part = (done - warm_up) / (epochs - warm_up);
    const double height = (1 + std::cos(3.14159265358979323846 * part)) / 2;
    return static_cast<float>(static_cast<double>(last) +
                              (static_cast<double>(peak) - static_cast<double>(last)) * height);
  }
};

/// peak * factor^(whole steps of `epochs` that are done), after a line from 0 for `warm_up` epochs.
struct StepDecay {
  float peak;
  double epochs;
  float factor = 0.1f;
  double warm_up = 0;

  float operator()(double done) const {
    if (done < warm_up) return static_cast<float>(static_cast<double>(peak) * done / warm_up);
    return static_cast<float>(static_cast<double>(peak) *
                              std::pow(static_cast<double>(factor), std::floor(done / epochs)));
  }
};

/// From `first` to `last` in a line for `epochs` epochs, then `last`: a margin that grows.
struct Ramp {
  float first, last;
  double epochs;

  float operator()(double done) const {
    if (done >= epochs) return last;
    return static_cast<float>(static_cast<double>(first) +
                              (static_cast<double>(last) - static_cast<double>(first)) * done / epochs);
  }
};

/// Sets a value before each batch, by a function of the epochs that are done (which go on when fit is called
/// again):
///   Schedule rate(trainer.optimizer.learning_rate, CosineDecay{.peak = 0.1f, .epochs = 48, .warm_up = 2});
///   Schedule margin(trainer.loss.margin, Ramp{0, 0.25f, 10});
///   Callbacks callbacks(rate, margin);
template <class ValueOfEpoch>
class Schedule final : public Callback {
 public:
  Schedule(float& value, const ValueOfEpoch& value_of) : value_(value), value_of_(value_of) {}

  void on_epoch_begin(const TrainingProgress& progress) override { set(progress); }
  bool on_batch_end(const TrainingProgress& progress) override {
    set(progress);
    return true;
  }

 private:
  void set(const TrainingProgress& progress) {
    const double part = progress.samples == 0
                            ? 0
                            : static_cast<double>(progress.sample) / static_cast<double>(progress.samples);
    value_ = value_of_(progress.epoch + part);
  }

  float& value_;
  ValueOfEpoch value_of_;
};

}  // namespace cameo::inline CAMEO_ABI
