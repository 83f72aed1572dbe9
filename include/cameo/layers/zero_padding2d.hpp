// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// Zeros around an image: x (H, W, C) -> y (top + H + bottom, left + W + right, C).
/// Sides: ZeroPadding2D<1> on all, ZeroPadding2D<1, 2> rows above and below and columns left and right,
/// ZeroPadding2D<Top, Bottom, Left, Right>.
/// https://keras.io/api/layers/reshaping_layers/zero_padding2d
template <int... Sides>
struct ZeroPadding2D : LayerDescription {
  static_assert(sizeof...(Sides) == 1 || sizeof...(Sides) == 2 || sizeof...(Sides) == 4,
                "ZeroPadding2D: give one number for all sides, two for rows and columns, or four for top, "
                "bottom, left and right");
  static constexpr std::string_view name = "zero_padding2d";
  static constexpr bool reads_input = false, reads_output = false;
  static constexpr Padding sides{Sides...};

  template <class In>
  using Output =
      Shape<sides.top + In::height + sides.bottom, sides.left + In::width + sides.right, In::channels>;

  template <class At>
  static consteval bool(check)() {
    static_assert(!sides.negative(), "ZeroPadding2D: the padding must be at least 0; cut with Cropping2D");
    static_assert(At::Input::rank == 3,
                  "ZeroPadding2D: the input is a vector, not an image (height, width, channels); put it "
                  "before Flatten");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
