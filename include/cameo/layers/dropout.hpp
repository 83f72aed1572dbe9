// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/float_constant.hpp"
#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// While training: y = 0 with probability Rate, x / (1 - Rate) otherwise. When predicting: y = x.
/// Draws depend only on seed, step, sample and position.
/// https://keras.io/api/layers/regularization_layers/dropout
template <FloatConstant Rate>
struct Dropout : LayerDescription {
  static constexpr std::string_view name = "dropout";
  static constexpr float rate = Rate;
  static constexpr bool only_trains = true;
  static constexpr bool reads_input = false, reads_output = false;

  template <class At>
  static consteval bool(check)() {
    static_assert(Rate >= 0 && Rate < 1,
                  "Dropout: the rate is the part that is dropped; it must be at least 0 and below 1");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
