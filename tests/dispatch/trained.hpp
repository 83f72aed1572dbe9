// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

/// What each copy of trained.cpp does: trains a network for some steps and returns a hash of its parameters'
/// bits, or 0 after an error.
struct Trained {
  bool fused;  // multiply-add; without it a sum is rounded twice
  std::uint64_t (*adam)(int steps);
  std::uint64_t (*momentum)(int steps);
  std::uint64_t (*deep)(int steps);
};
