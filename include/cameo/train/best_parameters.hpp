// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/net/parameters.hpp"
#include "cameo/train/early_stopping.hpp"

namespace cameo::inline CAMEO_ABI {

/// Keeps the parameters of the epoch with the lowest loss of the validation (of the training without one), in
/// a copy of its own:
///   static BestParameters best(trainer.parameters());
///   trainer.fit(train, {.epochs = 50, .validation_data = &validation, .callback = &best});
///   trainer.parameters() = best.parameters();
template <Network Net>
class BestParameters final : public Callback {
 public:
  /// `parameters` of the trainer, which must outlive it; they count as the best until an epoch has ended.
  explicit BestParameters(const Parameters<Net>& parameters) : watched_(parameters), best_(parameters) {}
  explicit BestParameters(const Parameters<Net>&&) = delete;  // it would not outlive this line

  const Parameters<Net>& parameters() const { return best_; }

  /// The epoch they are of, from 0; -1 before the end of the first.
  int epoch() const { return epoch_; }

  void on_train_begin(const TrainingProgress&) override {
    best_ = watched_;
    lowest_ = std::numeric_limits<float>::infinity();
    epoch_ = -1;
  }

  bool on_epoch_end(const TrainingProgress& progress) override {
    const float loss = watched_loss(progress.scores);
    if (!(loss < lowest_)) return true;
    best_ = watched_;
    lowest_ = loss;
    epoch_ = progress.epoch;
    return true;
  }

 private:
  const Parameters<Net>& watched_;
  Parameters<Net> best_;
  float lowest_ = std::numeric_limits<float>::infinity();
  int epoch_ = -1;
};

}  // namespace cameo::inline CAMEO_ABI
