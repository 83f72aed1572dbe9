// SPDX-License-Identifier: MIT
#pragma once

#include <span>

// [actions]
// actions.hpp
struct Actions {
  float (*train)(std::span<const float> x, std::span<const float> y);  // a step; returns the loss
  void (*predict)(std::span<const float> x, std::span<float> y);
};
// [actions]
