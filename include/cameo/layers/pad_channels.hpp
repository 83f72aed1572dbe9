// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// Zeros behind the channels: x (H, W, C) -> y (H, W, Channels), or (C) -> (Channels); y[..., c] = x[..., c]
/// for c < C, 0 beyond. The shortcut of a residual network without parameters.
/// Requires Channels >= C. He et al., 2015, https://arxiv.org/abs/1512.03385, option A.
template <int Channels>
struct PadChannels : LayerDescription {
  static constexpr std::string_view name = "pad_channels";
  static constexpr bool reads_input = false, reads_output = false;

  template <class In>
  using Output = std::conditional_t<In::rank == 1, Shape<Channels>, Shape<In::height, In::width, Channels>>;

  template <class At>
  static consteval bool(check)() {
    static_assert(Channels >= At::Input::channels,
                  "PadChannels: the input has more channels than that; give their number after padding");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
