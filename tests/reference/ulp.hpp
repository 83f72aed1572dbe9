// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

namespace reference {

/// |found - exact| in units of the last place of a float near `exact`.
inline double ulp_error(float found, double exact) {
  int exponent = 0;
  std::frexp(exact, &exponent);
  return std::fabs(static_cast<double>(found) - exact) / std::ldexp(1.0, std::max(exponent, -125) - 24);
}

}  // namespace reference
