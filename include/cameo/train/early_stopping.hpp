// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <limits>

#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

/// The loss that tells how well a network has learnt: of the validation, or without one of the training.
inline float watched_loss(const EpochScores& scores) {
  return std::isnan(scores.val_loss) ? scores.loss : scores.val_loss;
}

/// Ends training when the validation's loss (the training's without one) has not fallen for `patience`
/// epochs, and for one at least.
class EarlyStopping final : public Callback {
 public:
  explicit EarlyStopping(int patience) : patience_(patience) {}

  void on_train_begin(const TrainingProgress&) override {
    lowest_ = std::numeric_limits<float>::infinity();
    waited_ = 0;
  }

  bool on_epoch_end(const TrainingProgress& progress) override {
    const float loss = watched_loss(progress.scores);
    waited_ = loss < lowest_ ? 0 : waited_ + 1;
    lowest_ = std::fmin(lowest_, loss);
    return waited_ == 0 || waited_ < patience_;
  }

 private:
  int patience_;
  float lowest_ = std::numeric_limits<float>::infinity();
  int waited_ = 0;
};

}  // namespace cameo::inline CAMEO_ABI
