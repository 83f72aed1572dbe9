// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/shape.hpp"

namespace cameo::inline CAMEO_ABI {

/// The shape of one sample: Input<height, width, channels> for images, Input<values> for vectors.
template <int... Sizes>
struct Input {
  static_assert(sizeof...(Sizes) == 1 || sizeof...(Sizes) == 3,
                "Input: give Input<height, width, channels> or Input<values>");
  static_assert(((Sizes > 0) && ...), "Input: every size must be at least 1");
  using Output = Shape<(Sizes > 0 ? Sizes : 1)...>;
};

}  // namespace cameo::inline CAMEO_ABI
