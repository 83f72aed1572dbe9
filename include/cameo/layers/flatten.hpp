// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// x (H, W, C) -> y (H * W * C), in that order. The values do not move: it costs nothing.
struct Flatten : LayerDescription {
  static constexpr std::string_view name = "flatten";
  static constexpr bool moves_nothing = true;

  template <class In>
  using Output = Shape<static_cast<int>(In::size)>;

  template <class At>
  static consteval bool(check)() {
    static_assert(At::Input::size <= (std::numeric_limits<int>::max)(),
                  "Flatten: the image has more values than an int counts; make it smaller before");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
