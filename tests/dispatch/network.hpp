// SPDX-License-Identifier: MIT
#pragma once

#include <span>

/// What each copy of network.cpp does.
struct Actions {
  static constexpr int inputs = 12 * 12, classes = 3, batch = 4;

  float (*train)(std::span<const float> x, std::span<const float> y);  // (4, 12, 12), (4); returns the loss
  void (*predict)(std::span<const float> x, std::span<float> y);       // (1, 12, 12), (1, 3)
  int (*lanes)();
};
