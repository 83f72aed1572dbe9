// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// x -> y of shape (Sizes...) with as many values, in the same order: Reshape<7, 7, 64> for an image,
/// Reshape<3136> for a vector. The values do not move: it costs nothing.
/// https://keras.io/api/layers/reshaping_layers/reshape
template <int... Sizes>
struct Reshape : LayerDescription {
  static_assert(sizeof...(Sizes) == 1 || sizeof...(Sizes) == 3,
                "Reshape: give Reshape<height, width, channels> or Reshape<values>");
  static constexpr std::string_view name = "reshape";
  static constexpr bool moves_nothing = true;

  template <class In>
  using Output = Shape<Sizes...>;

  template <class At>
  static consteval bool(check)() {
    static_assert(((Sizes >= 1) && ...), "Reshape: every size must be at least 1");
    static_assert(Shape<Sizes...>::size == At::Input::size,
                  "Reshape: the sizes multiply to another number of values than the input has");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
