// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/core/float_constant.hpp"
#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// y = max(x, 0)
struct ReLU : LayerDescription {
  static constexpr std::string_view name = "re_lu";
  static constexpr bool reads_input = false;
};

/// y = x for x >= 0, NegativeSlope * x below; the default slope is Keras's.
template <FloatConstant NegativeSlope = 0.3f>
struct LeakyReLU : LayerDescription {
  static constexpr std::string_view name = "leaky_re_lu";
  static constexpr bool reads_input = false;
  static constexpr float negative_slope = NegativeSlope;

  template <class At>
  static consteval bool check() {
    static_assert(NegativeSlope >= 0 && NegativeSlope <= std::numeric_limits<float>::max(),
                  "LeakyReLU: the negative slope must not be negative, nor NaN or infinite");
    return true;
  }
};

/// y = 1 / (1 + exp(-x))
struct Sigmoid : LayerDescription {
  static constexpr std::string_view name = "sigmoid";
  static constexpr bool reads_input = false;
};

/// y = tanh(x)
struct Tanh : LayerDescription {
  static constexpr std::string_view name = "tanh";
  static constexpr bool reads_input = false;
};

/// y[i] = exp(x[i] - max x) / sum over j of exp(x[j] - max x), along the last axis.
struct Softmax : LayerDescription {
  static constexpr std::string_view name = "softmax";
  static constexpr bool reads_input = false;

  template <class At>
  static consteval bool check() {
    static_assert(At::Input::channels >= 2,
                  "Softmax: over one value it is always 1; use Sigmoid, or more units before it");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
