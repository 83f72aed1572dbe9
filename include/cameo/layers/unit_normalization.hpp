// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// y = x / max(|x|, 1e-12), |x| the root of the sum of squares over the last axis: of length 1, but for
/// zeros, which have no direction: they get no gradient (Keras's, 1e12 dy, spoils a training by one sample
/// that ReLU has cut to zeros). x -> y of the same shape, (H, W, C) or (C). Requires at least 2 channels.
/// Keeps a float for each pixel from forward to backward.
/// https://keras.io/api/layers/normalization_layers/unit_normalization
struct UnitNormalization : LayerDescription {
  static constexpr std::string_view name = "unit_normalization";
  static constexpr bool reads_input = false;

  template <class In>
  static constexpr LayerMemory memory{.saved_bytes = sizeof(float) * In::height * In::width};

  template <class At>
  static consteval bool(check)() {
    static_assert(At::Input::channels >= 2,
                  "UnitNormalization: of one channel alone only the sign remains; normalise where there are "
                  "more, such as after Flatten");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
