// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// y = x for x > 0, alpha * x below; x -> y of the same shape; alpha begins at 0.
/// alpha has the input's shape, with size 1 along each of SharedAxes (1: rows, 2: columns, 3: channels; of a
/// vector 1): PReLU<1, 2> learns one alpha a channel, PReLU<1, 2, 3> one in all.
/// https://keras.io/api/layers/activation_layers/prelu
template <int... SharedAxes>
struct PReLU : LayerDescription {
  static constexpr std::string_view name = "p_re_lu";
  static constexpr bool reads_output = false;

  static constexpr bool shares(int axis) { return ((axis == SharedAxes) || ...); }

  template <class In>
  static constexpr TensorShape alpha_shape() {
    TensorShape shape{.rank = In::rank};
    for (std::size_t i = 0; i < In::sizes.size(); ++i)
      shape.sizes[i] = shares(static_cast<int>(i) + 1) ? 1 : In::sizes[i];
    return shape;
  }

  template <class In>
  static constexpr std::array<ParameterSpec, 1> parameters() {
    return {ParameterSpec{.name = "alpha", .shape = alpha_shape<In>(), .decay_exempt = true}};
  }

  template <class At>
  static consteval bool(check)() {
    static_assert(
        ((SharedAxes >= 1 && SharedAxes <= At::Input::rank) && ...),
        "PReLU: a shared axis must be 1 to 3 of an image (rows, columns, channels), or 1 of a vector");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
