// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/core/float_constant.hpp"
#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// y = x * Scale + Offset: Rescaling<1.0f / 127.5f, -1.0f> takes bytes to -1 .. 1.
/// https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling
template <FloatConstant Scale, FloatConstant Offset = 0.0f>
struct Rescaling : LayerDescription {
  static constexpr std::string_view name = "rescaling";
  static constexpr bool reads_input = false, reads_output = false;
  static constexpr float scale = Scale;
  static constexpr float offset = Offset;

  template <class At>
  static consteval bool(check)() {
    static_assert(Scale != 0, "Rescaling: a scale of 0 erases the input");
    static_assert(finite(Scale) && finite(Offset), "Rescaling: scale and offset must not be NaN or infinite");
    return true;
  }

 private:
  static consteval bool finite(float value) {
    return value >= (std::numeric_limits<float>::lowest)() && value <= (std::numeric_limits<float>::max)();
  }
};

}  // namespace cameo::inline CAMEO_ABI
