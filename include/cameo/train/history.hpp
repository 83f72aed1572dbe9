// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <span>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Figures of one epoch, by Keras's names. Those of the validation are NaN without validation data, and so is
/// the metric that the loss does not come with.
struct EpochScores {
  float loss = std::numeric_limits<float>::quiet_NaN();
  float accuracy = std::numeric_limits<float>::quiet_NaN();
  float mean_absolute_error = std::numeric_limits<float>::quiet_NaN();
  float val_loss = std::numeric_limits<float>::quiet_NaN();
  float val_accuracy = std::numeric_limits<float>::quiet_NaN();
  float val_mean_absolute_error = std::numeric_limits<float>::quiet_NaN();
};

/// What fit returns: the figures of the finished epochs, in place, and the error that ended training early if
/// one did. Of more than 1024 epochs it keeps the last 1024.
struct [[nodiscard]] History {
  static constexpr int most_kept = 1024;

  std::array<EpochScores, most_kept> scores;
  int size = 0;          ///< epochs finished
  bool stopped = false;  ///< a callback ended training early
  Error error;

  /// The figures that are kept, the last epoch's at the end.
  std::span<const EpochScores> epochs() const {
    return std::span(scores).first(static_cast<std::size_t>((std::min)(size, most_kept)));
  }

  void add(const EpochScores& epoch) {
    if (size >= most_kept) std::copy(scores.begin() + 1, scores.end(), scores.begin());
    scores[static_cast<std::size_t>((std::min)(size, most_kept - 1))] = epoch;
    ++size;
  }

  /// True when training ended without an error.
  explicit operator bool() const { return !error; }
};

}  // namespace cameo::inline CAMEO_ABI
