// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Valid: windows stay inside the input. Same: zeros around it, output = ceil(input / stride), as TensorFlow
/// pads: the odd zero goes below and to the right.
enum class Padding { Valid, Same };
using enum Padding;

/// Windows along one axis.
struct WindowAxis {
  int input;
  int window;
  int stride;
  Padding padding;

  constexpr int output() const {
    const int span = padding == Same ? input + stride - 1 : input - window + stride;
    return stride > 0 ? std::max(span / stride, 1) : 1;
  }
  constexpr int padding_total() const {
    return padding == Same ? std::max((output() - 1) * stride + window - input, 0) : 0;
  }
  constexpr int padding_before() const { return padding_total() / 2; }
};

}  // namespace cameo::inline CAMEO_ABI
