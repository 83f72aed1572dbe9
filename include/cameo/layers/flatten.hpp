// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// x (H, W, C) -> y (H * W * C), in that order. The values do not move: it costs nothing.
struct Flatten : LayerDescription {
  static constexpr std::string_view name = "flatten";
  static constexpr bool moves_nothing = true;

  template <class In>
  using Output = Shape<static_cast<int>(In::size)>;
};

}  // namespace cameo::inline CAMEO_ABI
