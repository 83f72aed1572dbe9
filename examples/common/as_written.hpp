// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <charconv>

namespace examples {

/// The double that is written as the float is: 0.6, where a cast gives 0.6000000238418579.
inline double as_written(float number) {
  std::array<char, 32> text;
  const char* const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  double same = 0;
  std::from_chars(text.data(), end, same);
  return same;
}

}  // namespace examples
