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
  static consteval bool(check)() {
    static_assert(NegativeSlope >= 0 && NegativeSlope <= (std::numeric_limits<float>::max)(),
                  "LeakyReLU: the negative slope must not be negative, nor NaN or infinite");
    return true;
  }
};

/// y = min(max(x, 0), 6). https://keras.io/api/layers/activations
struct ReLU6 : LayerDescription {
  static constexpr std::string_view name = "re_lu6";
  static constexpr bool reads_input = false;
};

/// y = x for x > 0, Alpha * (exp(x) - 1) below. https://keras.io/api/layers/activation_layers/elu
template <FloatConstant Alpha = 1.0f>
struct ELU : LayerDescription {
  static constexpr std::string_view name = "elu";
  static constexpr bool reads_input = false;

  template <class At>
  static consteval bool(check)() {
    static_assert(Alpha > 0 && Alpha <= (std::numeric_limits<float>::max)(),
                  "ELU: alpha must be above 0 and finite; with 0 it is ReLU");
    return true;
  }
};

/// y = x / (1 + exp(-x)), also called swish. https://keras.io/api/layers/activations
struct SiLU : LayerDescription {
  static constexpr std::string_view name = "si_lu";
  static constexpr bool reads_output = false;
};

/// y = x / 2 * (1 + erf(x / sqrt(2))), x times the part of a normal distribution below x.
/// https://keras.io/api/layers/activations
struct GELU : LayerDescription {
  static constexpr std::string_view name = "gelu";
  static constexpr bool reads_output = false;
};

/// y = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))): GELU to 5e-4, Keras's with approximate=True.
struct ApproximateGELU : LayerDescription {
  static constexpr std::string_view name = "approximate_gelu";
  static constexpr bool reads_output = false;
};

/// y = log(1 + exp(x)). https://keras.io/api/layers/activations
struct Softplus : LayerDescription {
  static constexpr std::string_view name = "softplus";
  static constexpr bool reads_input = false;
};

/// y = min(max(x + 3, 0), 6) / 6, as Keras 3; Keras 2 had another slope.
/// https://keras.io/api/layers/activations
struct HardSigmoid : LayerDescription {
  static constexpr std::string_view name = "hard_sigmoid";
  static constexpr bool reads_input = false;
};

/// y = x * min(max(x + 3, 0), 6) / 6, also called hard SiLU. https://keras.io/api/layers/activations
struct HardSwish : LayerDescription {
  static constexpr std::string_view name = "hard_swish";
  static constexpr bool reads_output = false;
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
  static consteval bool(check)() {
    static_assert(At::Input::channels >= 2,
                  "Softmax: over one value it is always 1; use Sigmoid, or more units before it");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
