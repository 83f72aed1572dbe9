// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Mean loss and accuracy, or the error that says why there are none (then both are NaN).
///   auto [loss, accuracy, error] = trainer.evaluate(test);
struct [[nodiscard]] Scores {
  float loss = std::numeric_limits<float>::quiet_NaN();
  float accuracy = std::numeric_limits<float>::quiet_NaN();
  Error error;

  /// True when there are scores.
  explicit operator bool() const { return !error; }
};

}  // namespace cameo::inline CAMEO_ABI
