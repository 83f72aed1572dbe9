// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "cameo/train/callback.hpp"

namespace cameo::inline CAMEO_ABI {

/// Shows how training goes, on a terminal after each batch:
///   Epoch  3/10 [============>.......] 1376/2132  0:12 left  loss 0.0421  accuracy 0.9859
/// and one line for each epoch with its seconds and the validation's figures. Where the terminal is too
/// narrow at the moment, the bar becomes shorter and then figures are left out. Where the output is no
/// terminal only the epochs' lines are written. Each line is one write(2) of a buffer in place: nothing is
/// allocated, and what a FILE of the same descriptor holds must be flushed before training.
class ProgressBar final : public Callback {
 public:
  explicit ProgressBar(int descriptor = STDOUT_FILENO)
      : descriptor_(descriptor), terminal_(understands_escapes(descriptor)) {}

  bool on_batch_end(const TrainingProgress& progress) override {
    count(progress);
    if (!terminal_) return true;
    const std::size_t columns = visible_columns();
    const double time = seconds_left(progress);
    // What a narrow terminal does without: first the samples, at last every figure.
    compose(progress, columns, 4, [&](int left_out) {
      if (left_out < 1) print_samples(progress);
      if (left_out < 3) print_time(time, " left");
      if (left_out < 4) figures_.print("  loss {:.4f}", progress.scores.loss);
      if (left_out < 2) print_score("accuracy", progress.scores.accuracy);
      if (left_out < 2) print_score("mean_absolute_error", progress.scores.mean_absolute_error);
    });
    line_.size = (std::min)(line_.size, columns);
    write("\r", "\x1b[K");  // erases the rest of a longer line before
    return true;
  }

  bool on_epoch_end(const TrainingProgress& progress) override {
    const Time now = std::chrono::steady_clock::now();
    const double time = std::chrono::duration<double>(now - epoch_start_).count();
    epoch_start_ = now;
    // The scores are never left out: this line stays, and may take two rows.
    compose(progress, visible_columns(), 2, [&](int left_out) {
      if (left_out < 1) print_samples(progress);
      if (left_out < 2) print_time(time, "");
      print_scores(progress.scores);
    });
    // Erases first: behind a line of exactly the terminal's width that would take its last character.
    write(terminal_ ? "\r\x1b[K" : "", "\n");
    return true;
  }

 private:
  using Time = std::chrono::steady_clock::time_point;

  /// Text in place; what is past its room is cut.
  struct Line {
    std::array<char, 200> text;
    std::size_t size = 0;

    template <class... Arguments>
    void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
      const auto room = text.size() - size;
      const auto result =
          fmt::format_to_n(text.data() + size, room, format, std::forward<Arguments>(arguments)...);
      size += (std::min)(result.size, room);
    }
    std::string_view view() const { return {text.data(), size}; }
  };

  static bool understands_escapes(int descriptor) {
    const char* kind = std::getenv("TERM");
    return ::isatty(descriptor) == 1 && (kind == nullptr || std::string_view(kind) != "dumb");
  }

  /// Asked for at each line, since the terminal may have been made narrower. The last column stays free:
  /// a character there makes some terminals begin a new row.
  std::size_t visible_columns() const {
    if (!terminal_) return line_.text.size();
    winsize window{};
    if (::ioctl(descriptor_, TIOCGWINSZ, &window) != 0 || window.ws_col == 0) window.ws_col = 80;
    return (std::max<std::size_t>)(window.ws_col, 2) - 1;
  }

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

  /// The epoch, a bar as long as there is room for, and what print_figures(left_out) prints to `figures_`,
  /// the least `left_out` of 0 to `most` with which the line is no longer than `columns`.
  template <class PrintFigures>
  void compose(const TrainingProgress& progress, std::size_t columns, int most,
               const PrintFigures& print_figures) {
    line_.size = 0;
    const int digits = static_cast<int>(fmt::formatted_size("{}", progress.epochs));
    line_.print("Epoch {:>{}}/{}", progress.epoch + 1, digits, progress.epochs);
    int left_out = 0;
    do {
      figures_.size = 0;
      print_figures(left_out);
    } while (line_.size + figures_.size > columns && left_out++ < most);
    print_bar(progress, columns - (std::min)(columns, line_.size + figures_.size));
    line_.print("{}", figures_.view());
  }

  /// Nothing where `room` is too small for a bar that shows anything.
  void print_bar(const TrainingProgress& progress, std::size_t room) {
    constexpr std::size_t most_cells = 20, fewest_cells = 5, frame = 3;
    if (room < fewest_cells + frame) return;
    const std::size_t cells = (std::min)(most_cells, room - frame);
    const std::size_t samples = (std::max<std::size_t>)(progress.samples, 1);
    const std::size_t full = cells * (std::min)(progress.sample, samples) / samples;
    line_.print(" [{:=<{}}{:.<{}}]", "", full, full > 0 && full < cells ? ">" : "", cells - full);
  }

  void print_samples(const TrainingProgress& progress) {
    const int digits = static_cast<int>(fmt::formatted_size("{}", progress.samples));
    figures_.print(" {:>{}}/{}", progress.sample, digits, progress.samples);
  }

  /// "0:12", "1:02:03", or "-:--" for a time that is not known.
  void print_time(double time, const char* end) {
    if (!std::isfinite(time)) return figures_.print("  -:--{}", end);
    const long seconds = std::lround((std::min)(time, 3.6e8)), hours = seconds / 3600,
               minutes = seconds / 60 % 60;
    if (hours > 0) return figures_.print("  {}:{:02}:{:02}{}", hours, minutes, seconds % 60, end);
    figures_.print("  {}:{:02}{}", minutes, seconds % 60, end);
  }

  void print_scores(const EpochScores& scores) {
    figures_.print("  loss {:.4f}", scores.loss);
    print_score("accuracy", scores.accuracy);
    print_score("mean_absolute_error", scores.mean_absolute_error);
    print_score("val_loss", scores.val_loss);
    print_score("val_accuracy", scores.val_accuracy);
    print_score("val_mean_absolute_error", scores.val_mean_absolute_error);
  }

  void print_score(const char* name, float value) {
    if (!std::isnan(value)) figures_.print("  {} {:.4f}", name, value);
  }

  void write(const char* begin, const char* end) {
    std::array<char, 208> text;
    const auto written = fmt::format_to_n(text.data(), text.size(), "{}{}{}", begin, line_.view(), end);
    // A line that cannot be shown must not end training.
    [[maybe_unused]] const auto shown =
        ::write(descriptor_, text.data(), (std::min)(written.size, text.size()));
  }

  Line line_, figures_;
  int descriptor_;
  bool terminal_;
  std::size_t done_ = 0, done_at_start_ = 0;
  Time start_, epoch_start_;
};

}  // namespace cameo::inline CAMEO_ABI
