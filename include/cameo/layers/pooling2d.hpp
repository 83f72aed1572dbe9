// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// What MaxPooling2D and AveragePooling2D share: x (H, W, C) -> y ((H - Window) / Stride + 1, likewise W, C).
template <int Window, int Stride>
struct Pooling2D : LayerDescription {
  static constexpr int window = Window;
  static constexpr int stride = Stride;

  template <class In>
  using Output = Shape<WindowAxis{In::height, Window, Stride, {}}.output(),
                       WindowAxis{In::width, Window, Stride, {}}.output(), In::channels>;

  template <class At>
  static consteval bool(check)() {
    static_assert(Window >= 1, "Pooling2D: the window must be at least 1");
    static_assert(Stride >= 1, "Pooling2D: the stride must be at least 1");
    static_assert(At::Input::rank == 3,
                  "Pooling2D: the input is a vector, not an image (height, width, channels); put pooling "
                  "before Flatten");
    if constexpr (At::Input::rank == 3)
      static_assert(
          Window <= At::Input::height && Window <= At::Input::width,
          "Pooling2D: the window is larger than its input; use a smaller window or fewer pooling layers");
    return true;
  }
};

/// y[i, j, c] = max over the window of x; the gradient goes to the first largest value, in row order.
/// https://keras.io/api/layers/pooling_layers/max_pooling2d
template <int Window, int Stride = Window>
struct MaxPooling2D : Pooling2D<Window, Stride> {
  static constexpr std::string_view name = "max_pooling2d";
};

/// y[i, j, c] = mean over the window of x. https://keras.io/api/layers/pooling_layers/average_pooling2d
template <int Window, int Stride = Window>
struct AveragePooling2D : Pooling2D<Window, Stride> {
  static constexpr std::string_view name = "average_pooling2d";
  static constexpr bool reads_input = false, reads_output = false;
};

/// y[c] = mean over the whole image of x[:, :, c]; x (H, W, C) -> y (C).
/// https://keras.io/api/layers/pooling_layers/global_average_pooling2d
struct GlobalAveragePooling2D : LayerDescription {
  static constexpr std::string_view name = "global_average_pooling2d";
  static constexpr bool reads_input = false, reads_output = false;

  template <class In>
  using Output = Shape<In::channels>;

  template <class At>
  static consteval bool(check)() {
    static_assert(
        At::Input::rank == 3,
        "GlobalAveragePooling2D: the input is a vector, not an image (height, width, channels); put it "
        "before Flatten, or leave it out");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
