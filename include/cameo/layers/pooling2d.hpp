// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// What MaxPooling2D and AveragePooling2D share: x (H, W, C), with `Around` around it -> y (H', W', C), one
/// value for each window and channel. What stands around the image is never part of a window:
/// MaxPooling2D<2>, MaxPooling2D<3, 2, Same>, AveragePooling2D<Window{2, 3}, 1, Padding{1, 0, 1, 0}>.
/// Requires an image into which, with its padding, the window fits.
template <Window Size, Stride Step, Padding Around>
struct Pooling2D : LayerDescription {
  template <class In>
  static constexpr WindowAxis rows = window_rows<In>(Size, Step, Around);
  template <class In>
  static constexpr WindowAxis columns = window_columns<In>(Size, Step, Around);

  template <class In>
  using Output = Shape<rows<In>.output(), columns<In>.output(), In::channels>;

  template <class At>
  static consteval bool(check)() {
    static_assert(Size.positive(), "Pooling2D: the window must be at least 1");
    static_assert(Step.positive(), "Pooling2D: the stride must be at least 1");
    static_assert(!Around.negative(),
                  "Pooling2D: the padding must be at least 0; cut an image with Cropping2D");
    static_assert(Around.top < Size.rows && Around.bottom < Size.rows && Around.left < Size.columns &&
                      Around.right < Size.columns,
                  "Pooling2D: a window would lie in the padding alone; pad less than the window is wide");
    static_assert(At::Input::rank == 3,
                  "Pooling2D: the input is a vector, not an image (height, width, channels); put pooling "
                  "before Flatten");
    if constexpr (At::Input::rank == 3)
      static_assert(rows<typename At::Input>.fits() && columns<typename At::Input>.fits(),
                    "Pooling2D: the window is larger than its input; use a smaller window, Same padding or "
                    "fewer pooling layers");
    return true;
  }
};

/// y[i, j, c] = max over the window of x; the gradient goes to the first largest value, in row order.
/// https://keras.io/api/layers/pooling_layers/max_pooling2d
template <Window Size, Stride Step = Size, Padding Around = Valid>
struct MaxPooling2D : Pooling2D<Size, Step, Around> {
  static constexpr std::string_view name = "max_pooling2d";
};

/// y[i, j, c] = mean over the window of x, of fewer values where it reaches beyond the image.
/// https://keras.io/api/layers/pooling_layers/average_pooling2d
template <Window Size, Stride Step = Size, Padding Around = Valid>
struct AveragePooling2D : Pooling2D<Size, Step, Around> {
  static constexpr std::string_view name = "average_pooling2d";
  static constexpr bool reads_input = false, reads_output = false;
};

/// What GlobalMaxPooling2D and GlobalAveragePooling2D share: x (H, W, C) -> y (C).
struct GlobalPooling2D : LayerDescription {
  template <class In>
  using Output = Shape<In::channels>;

  template <class At>
  static consteval bool(check)() {
    static_assert(
        At::Input::rank == 3,
        "GlobalMaxPooling2D and GlobalAveragePooling2D: the input is a vector, not an image (height, width, "
        "channels); put it before Flatten, or leave it out");
    return true;
  }
};

/// y[c] = max over the whole image of x[:, :, c]; equal largest values share the gradient, as TensorFlow's.
/// https://keras.io/api/layers/pooling_layers/global_max_pooling2d
struct GlobalMaxPooling2D : GlobalPooling2D {
  static constexpr std::string_view name = "global_max_pooling2d";
};

/// y[c] = mean over the whole image of x[:, :, c].
/// https://keras.io/api/layers/pooling_layers/global_average_pooling2d
struct GlobalAveragePooling2D : GlobalPooling2D {
  static constexpr std::string_view name = "global_average_pooling2d";
  static constexpr bool reads_input = false, reads_output = false;
};

}  // namespace cameo::inline CAMEO_ABI
