// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// Options of Dense, named: Dense<10, DenseOptions{.bias = false}>.
struct DenseOptions {
  bool bias = true;
  Initializer initializer = GlorotUniform;
};

/// y[u] = bias[u] + sum over i of x[i] * kernel[i, u]; x (N) -> y (Units); kernel (N, Units), bias (Units)
/// unless `.bias = false`.
/// Requires a vector. Cost: N * Units multiply-adds. https://keras.io/api/layers/core_layers/dense
template <int Units, DenseOptions Options = DenseOptions{}>
struct Dense : LayerDescription {
  static constexpr std::string_view name = "dense";
  static constexpr int units = Units;
  static constexpr DenseOptions options = Options;

  template <class In>
  using Output = Shape<Units>;

  template <class In>
  static constexpr auto parameters() {
    constexpr int inputs = static_cast<int>(In::size);
    constexpr ParameterSpec kernel{"kernel", {{inputs, Units}, 2}, options.initializer, inputs, Units};
    if constexpr (options.bias)
      return std::array{kernel, ParameterSpec{"bias", {{Units}, 1}}};
    else
      return std::array{kernel};
  }

  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return static_cast<std::int64_t>(In::size) * Units;
  }

  template <class At>
  static consteval bool(check)() {
    static_assert(Units >= 1, "Dense: the number of units must be at least 1");
    static_assert(At::Input::rank == 1,
                  "Dense: the input is an image, not a vector; put Flatten before Dense");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
