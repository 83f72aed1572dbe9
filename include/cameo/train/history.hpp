// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <span>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Figures of one epoch, by Keras's names. Those of the validation are NaN without validation data.
struct EpochScores {
  float loss = std::numeric_limits<float>::quiet_NaN();
  float accuracy = std::numeric_limits<float>::quiet_NaN();
  float val_loss = std::numeric_limits<float>::quiet_NaN();
  float val_accuracy = std::numeric_limits<float>::quiet_NaN();
};

/// What fit returns: the figures of each finished epoch, in place, and the error that ended training early if
/// one did.
struct History {
  static constexpr int max_epochs = 1024;

  std::array<EpochScores, max_epochs> scores;
  int size = 0;          ///< epochs finished
  bool stopped = false;  ///< a callback ended training early
  Error error;

  std::span<const EpochScores> epochs() const {
    return std::span(scores).first(static_cast<std::size_t>(size));
  }

  /// True when training ended without an error.
  explicit operator bool() const { return !error; }
};

}  // namespace cameo::inline CAMEO_ABI
