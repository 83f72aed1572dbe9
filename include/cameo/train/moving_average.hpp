// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/simd/move_towards-inl.hpp"
#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

/// The exponential moving average of a network's parameters, which often predicts better than the last of
/// them: after each batch
///   average = d average + (1 - d) parameters,  d = min(decay, (1 + n) / (10 + n))
/// of batch n, from 1: the first batches are soon forgotten. Moving statistics are averaged too. It goes on
/// when fit is called again, and knows nothing of initialize(): for a new training make a new one.
///   static MovingAverage average(trainer.parameters(), 0.999f);
///   trainer.fit(train, {.epochs = 50, .callback = &average});
///   predictor.parameters() = average.parameters();
/// (Polyak, Juditsky: SIAM J. Control Optim. 30, 1992.)
template <Network Net>
class MovingAverage final : public Callback {
 public:
  /// `parameters` of the trainer, which must outlive it. Error: a decay that is not at least 0 and below 1.
  MovingAverage(const Parameters<Net>& parameters, float decay)
      : watched_(parameters), average_(parameters), decay_(decay) {}
  MovingAverage(const Parameters<Net>&&, float) = delete;  // it would not outlive this line

  const Parameters<Net>& parameters() const { return average_; }

  Error error() const override {
    if (decay_ >= 0 && decay_ < 1) return {};
    return Error("MovingAverage: the decay is ", decimal(static_cast<double>(decay_), 4),
                 ", but must be at least 0 and below 1");
  }

  bool on_batch_end(const TrainingProgress&) override {
    if (batches_ == 0) average_ = watched_;
    ++batches_;
    const auto n = static_cast<double>(batches_);
    const double decay = std::fmin(static_cast<double>(decay_), (1 + n) / (10 + n));
    HWY_NAMESPACE::move_towards(static_cast<float>(1 - decay), watched_.values.data(), watched_.values.size(),
                                average_.values.data());
    return true;
  }

 private:
  const Parameters<Net>& watched_;
  Parameters<Net> average_;
  float decay_;
  std::uint64_t batches_ = 0;
};

}  // namespace cameo::inline CAMEO_ABI
