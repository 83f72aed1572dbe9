// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

/// Shows how training goes, on a terminal after each batch:
///   Epoch  3/10 [============>.......] 1376/2132  0:12 left  loss 0.0421  accuracy 0.9859
/// and one line for each epoch with its seconds and the validation's figures. Where the output is no terminal
/// only those lines are written. Each line is one write(2) of a buffer in place: nothing is allocated, and
/// what a FILE of the same descriptor holds must be flushed before training.
class ProgressBar final : public Callback {
 public:
  explicit ProgressBar(int descriptor = STDOUT_FILENO)
      : descriptor_(descriptor), terminal_(::isatty(descriptor) == 1) {}

  bool on_batch_end(const TrainingProgress& progress) override {
    count(progress);
    if (!terminal_) return true;
    begin_line(progress);
    print_time(seconds_left(progress));
    print(" left");
    print_scores(progress.scores);
    write("");
    return true;
  }

  bool on_epoch_end(const TrainingProgress& progress) override {
    begin_line(progress);
    const Time now = std::chrono::steady_clock::now();
    print_time(std::chrono::duration<double>(now - epoch_start_).count());
    epoch_start_ = now;
    print_scores(progress.scores);
    write("\n");
    return true;
  }

 private:
  using Time = std::chrono::steady_clock::time_point;

  /// The first batch of a fit starts the clock; its own time is not known.
  void count(const TrainingProgress& progress) {
    const std::size_t done = static_cast<std::size_t>(progress.epoch) * progress.samples + progress.sample;
    const bool first = done <= done_ || done_ == 0;
    done_ = done;
    if (!first) return;
    start_ = epoch_start_ = std::chrono::steady_clock::now();
    done_at_start_ = done;
  }

  /// NaN until the second batch.
  double seconds_left(const TrainingProgress& progress) const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
    const double all = static_cast<double>(progress.epochs) * static_cast<double>(progress.samples);
    return passed.count() / static_cast<double>(done_ - done_at_start_) * (all - static_cast<double>(done_));
  }

  template <class... Arguments>
  void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    const auto room = line_.size() - size_;
    const auto result =
        fmt::format_to_n(line_.data() + size_, room, format, std::forward<Arguments>(arguments)...);
    size_ += (std::min)(result.size, room);
  }

  void begin_line(const TrainingProgress& progress) {
    constexpr std::size_t cells = 20;
    const std::size_t full = progress.samples == 0 ? 0 : cells * progress.sample / progress.samples;
    const int digits = static_cast<int>(fmt::formatted_size("{}", progress.epochs));
    const int sample_digits = static_cast<int>(fmt::formatted_size("{}", progress.samples));
    size_ = 0;
    print("{}Epoch {:>{}}/{} [{:=<{}}", terminal_ ? "\r" : "", progress.epoch + 1, digits, progress.epochs,
          "", full);
    print("{:.<{}}] {:>{}}/{}", full > 0 && full < cells ? ">" : "", cells - full, progress.sample,
          sample_digits, progress.samples);
  }

  /// "0:12", "1:02:03", or "-:--" for a time that is not known.
  void print_time(double time) {
    if (!std::isfinite(time)) return print("  -:--");
    const long seconds = std::lround((std::min)(time, 3.6e8)), hours = seconds / 3600,
               minutes = seconds / 60 % 60;
    if (hours > 0) return print("  {}:{:02}:{:02}", hours, minutes, seconds % 60);
    print("  {}:{:02}", minutes, seconds % 60);
  }

  void print_scores(const EpochScores& scores) {
    print("  loss {:.4f}", scores.loss);
    print_score("accuracy", scores.accuracy);
    print_score("mean_absolute_error", scores.mean_absolute_error);
    print_score("val_loss", scores.val_loss);
    print_score("val_accuracy", scores.val_accuracy);
    print_score("val_mean_absolute_error", scores.val_mean_absolute_error);
  }

  void print_score(const char* name, float value) {
    if (!std::isnan(value)) print("  {} {:.4f}", name, value);
  }

  void write(const char* end) {
    print("{}{}", terminal_ ? "\x1b[K" : "", end);  // erases the rest of a longer line before
    // A line that cannot be shown must not end training.
    [[maybe_unused]] const auto written = ::write(descriptor_, line_.data(), size_);
  }

  std::array<char, 256> line_;
  std::size_t size_ = 0;
  int descriptor_;
  bool terminal_;
  std::size_t done_ = 0, done_at_start_ = 0;
  Time start_, epoch_start_;
};

}  // namespace cameo::inline CAMEO_ABI
