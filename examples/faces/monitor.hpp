// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cameo/report/progress_bar.hpp>
#include <cameo/train/callback.hpp>
#include <chrono>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "common/interruption.hpp"
#include "face_net.hpp"

namespace faces {

/// Shows the progress bar, times the steps, ends training when the program is interrupted, and hands over
/// each epoch's figures, the state being due to be kept once a minute.
class Monitor final : public cameo::Callback {
 public:
  using AfterEpoch = std::function<void(const cameo::EpochScores& scores, bool keep)>;

  Monitor(std::size_t samples, int epochs, AfterEpoch after_epoch) : after_epoch_(std::move(after_epoch)) {
    step_ms_.reserve((samples / FaceTrainer::batch + 1) * static_cast<std::size_t>(epochs));
  }

  bool on_batch_end(const cameo::TrainingProgress& progress) override {
    const auto now = std::chrono::steady_clock::now();
    if (progress.sample > FaceTrainer::batch)  // the first one's time is also the validation's
      step_ms_.push_back(std::chrono::duration<double, std::milli>(now - last_).count());
    bar_.on_batch_end(progress);
    last_ = std::chrono::steady_clock::now();
    return !examples::interrupted();
  }

  bool on_test_batch_end(const cameo::TrainingProgress&) override { return !examples::interrupted(); }

  bool on_epoch_end(const cameo::TrainingProgress& progress) override {
    bar_.on_epoch_end(progress);
    const bool keep = std::chrono::steady_clock::now() - kept_ > std::chrono::minutes(1);
    after_epoch_(progress.scores, keep);
    if (keep) kept_ = std::chrono::steady_clock::now();
    return !examples::interrupted();
  }

  double median_step_ms() {
    if (step_ms_.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto middle = step_ms_.begin() + static_cast<std::ptrdiff_t>(step_ms_.size() / 2);
    std::nth_element(step_ms_.begin(), middle, step_ms_.end());
    return *middle;
  }

 private:
  std::chrono::steady_clock::time_point last_, kept_ = std::chrono::steady_clock::now();
  std::vector<double> step_ms_;
  AfterEpoch after_epoch_;
  cameo::ProgressBar bar_;
};

}  // namespace faces
