// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/net/parameters.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI {

/// A layer that no fused stage covers, run by its own Kernel<Layer>; a layer without parameters sample by
/// sample.
template <class In, class L>
struct LayerStage {
  using Input = In;
  using Output = typename L::template Output<In>;
  static constexpr int layers = 1;
  static constexpr std::size_t parameters = layer_parameters<L, In>;
  static constexpr bool by_sample = parameters == 0;
  static constexpr bool divisible = false;
  static constexpr std::string_view algorithm = "layer";

  template <bool Training>
  static constexpr StageMemory memory{.gradient = Training ? parameters : 0};
};

}  // namespace cameo::inline CAMEO_ABI
