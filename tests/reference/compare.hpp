// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace reference {

/// Largest difference over the largest reference value; NaN counts as infinite.
inline double relative_error(const float* values, const std::vector<double>& expected) {
  double difference = 0, largest = 1e-30;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double error = std::fabs(static_cast<double>(values[i]) - expected[i]);
    difference = std::max(difference, std::isnan(error) ? HUGE_VAL : error);
    largest = std::max(largest, std::fabs(expected[i]));
  }
  return difference / largest;
}

}  // namespace reference
