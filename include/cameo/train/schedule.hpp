// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string_view>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"
#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

// Schedules are functions of the epochs that are done, such as 2.5 in the middle of the third. Lengths are in
// epochs. An optional (check)() says which of its numbers make no sense.

namespace detail {

inline Error schedule_error(std::string_view name, std::string_view what, double value,
                            std::string_view wanted) {
  return Error(name, ": ", what, " is ", decimal(value, 4), ", but must be ", wanted);
}

/// `warm_up` is at least 0 and `epochs` above `least`.
inline Error check_lengths(std::string_view name, double epochs, double warm_up = 0, double least = 0) {
  if (!(warm_up >= 0 && std::isfinite(warm_up)))
    return schedule_error(name, "warm_up", warm_up, "finite and at least 0");
  if (!(epochs > least))
    return schedule_error(name, "epochs", epochs, least > 0 ? "above warm_up" : "above 0");
  return {};
}

inline Error check_number(std::string_view name, std::string_view what, float value) {
  return std::isfinite(value) ? Error() : schedule_error(name, what, static_cast<double>(value), "finite");
}

}  // namespace detail

/// From 0 to `peak` in a line for `warm_up` epochs, then half a cosine down to `last` at epoch `epochs`.
/// (Loshchilov, Hutter: ICLR 2017.) https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay
struct CosineDecay {
  float peak;
  double epochs;
  double warm_up = 0;
  float last = 0;

  Error(check)() const {
    if (Error error = detail::check_number("CosineDecay", "peak", peak)) return error;
    if (Error error = detail::check_number("CosineDecay", "last", last)) return error;
    return detail::check_lengths("CosineDecay", epochs, warm_up, warm_up);
  }

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

  Error(check)() const {
    if (Error error = detail::check_number("StepDecay", "peak", peak)) return error;
    if (!(factor >= 0 && std::isfinite(factor)))
      return detail::schedule_error("StepDecay", "factor", static_cast<double>(factor),
                                    "finite and at least 0");
    return detail::check_lengths("StepDecay", epochs, warm_up);
  }

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

  Error(check)() const {
    if (Error error = detail::check_number("Ramp", "first", first)) return error;
    if (Error error = detail::check_number("Ramp", "last", last)) return error;
    return detail::check_lengths("Ramp", epochs);
  }

  float operator()(double done) const {
    if (done >= epochs) return last;
    return static_cast<float>(static_cast<double>(first) +
                              (static_cast<double>(last) - static_cast<double>(first)) * done / epochs);
  }
};

/// Sets a value before each batch, by a function of the epochs that are done. These go on when fit is called
/// again, and the value stays as the last batch had it: to train a second time from the begin of a schedule,
/// set trainer.epoch_position() = {} first.
///   Schedule rate(trainer.optimizer.learning_rate, CosineDecay{.peak = 0.1f, .epochs = 48, .warm_up = 2});
///   Schedule margin(trainer.loss.margin, Ramp{0, 0.25f, 10});
///   Callbacks callbacks(rate, margin);
template <class ValueOfEpoch>
class Schedule final : public Callback {
 public:
  Schedule(float& value, const ValueOfEpoch& value_of) : value_(value), value_of_(value_of) {}

  Error error() const override {
    if constexpr (requires { (value_of_.check)(); })
      return (value_of_.check)();
    else
      return {};
  }

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
