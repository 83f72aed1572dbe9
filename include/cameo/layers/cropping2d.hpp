// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// The image without its edges: x (H, W, C) -> y (H - top - bottom, W - left - right, C).
/// Sides: Cropping2D<1> on all, Cropping2D<1, 2> rows above and below and columns left and right,
/// Cropping2D<Top, Bottom, Left, Right>. Requires that a pixel is left.
/// https://keras.io/api/layers/reshaping_layers/cropping2d
template <int... Sides>
struct Cropping2D : LayerDescription {
  static_assert(sizeof...(Sides) == 1 || sizeof...(Sides) == 2 || sizeof...(Sides) == 4,
                "Cropping2D: give one number for all sides, two for rows and columns, or four for top, "
                "bottom, left and right");
  static constexpr std::string_view name = "cropping2d";
  static constexpr bool reads_input = false, reads_output = false;
  static constexpr Padding sides{Sides...};

  template <class In>
  static constexpr int height = In::height - sides.top - sides.bottom;
  template <class In>
  static constexpr int width = In::width - sides.left - sides.right;

  template <class In>
  using Output = Shape<(height<In> > 0 ? height<In> : 1), (width<In> > 0 ? width<In> : 1), In::channels>;

  template <class At>
  static consteval bool(check)() {
    static_assert(!sides.negative(), "Cropping2D: what is cut must be at least 0; pad with ZeroPadding2D");
    static_assert(At::Input::rank == 3,
                  "Cropping2D: the input is a vector, not an image (height, width, channels); put it before "
                  "Flatten");
    if constexpr (At::Input::rank == 3)
      static_assert(height<typename At::Input> >= 1 && width<typename At::Input> >= 1,
                    "Cropping2D: nothing of the image would be left; cut fewer rows or columns than it has");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
