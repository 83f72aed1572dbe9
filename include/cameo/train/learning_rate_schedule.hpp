// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

/// Sets the learning rate at the begin of each epoch, counted from 0:
///   LearningRateSchedule halved(trainer.optimizer, [](int epoch) { return std::ldexp(1e-3f, -epoch / 10);
///   });
template <class Optimizer, class RateOfEpoch>
class LearningRateSchedule final : public Callback {
 public:
  LearningRateSchedule(Optimizer& optimizer, const RateOfEpoch& rate) : optimizer_(optimizer), rate_(rate) {}

  void on_epoch_begin(const TrainingProgress& progress) override {
    optimizer_.learning_rate = rate_(progress.epoch);
  }

 private:
  Optimizer& optimizer_;
  RateOfEpoch rate_;
};

}  // namespace cameo::inline CAMEO_ABI
