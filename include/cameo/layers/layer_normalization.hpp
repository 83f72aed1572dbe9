// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/core/float_constant.hpp"
#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// y = (x - mean) / sqrt(variance + Epsilon) * gamma + beta, mean and variance over the last axis.
/// x -> y of the same shape, (H, W, C) or (C); gamma (C), ones at first, beta (C), zeros at first.
/// Requires at least 2 channels. Keeps 2 floats for each pixel from forward to backward.
/// https://keras.io/api/layers/normalization_layers/layer_normalization
template <FloatConstant Epsilon = 1e-3f>
struct LayerNormalization : LayerDescription {
  static constexpr std::string_view name = "layer_normalization";
  static constexpr bool reads_output = false;
  static constexpr float epsilon = Epsilon;

  template <class In>
  static constexpr std::array<ParameterSpec, 2> parameters() {
    return {ParameterSpec{"gamma", {{In::channels}, 1}, Ones}, ParameterSpec{"beta", {{In::channels}, 1}}};
  }

  template <class In>
  static constexpr LayerMemory memory{.saved_bytes = 2 * sizeof(float) * In::height * In::width};

  template <class At>
  static consteval bool(check)() {
    static_assert(Epsilon > 0 && Epsilon <= (std::numeric_limits<float>::max)(),
                  "LayerNormalization: epsilon must be above 0 and finite; Keras's is 1e-3");
    static_assert(At::Input::channels >= 2,
                  "LayerNormalization: one channel alone is always beta; normalise where there are more, "
                  "such as after Flatten");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
