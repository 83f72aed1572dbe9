// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/cameo.hpp>
#include <string_view>

// Alone, for what compiling it takes is watched.

namespace benchmarks {

using namespace cameo;

struct Flagship {
  static constexpr std::string_view name = "flagship";
  using Net = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                         MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;
  using Loss = BinaryCrossentropy;
};

}  // namespace benchmarks
