// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// Fastest: what the shape makes fastest, which may be Winograd's algorithm: its results differ from plain
/// sums by less than 1e-5 of the largest one, and it takes memory for 4 times the kernel. Direct: plain sums.
enum class Algorithm { Fastest, Direct };
using enum Algorithm;

/// Options of Conv2D, named: Conv2D<64, 3, Conv{.stride = 2, .padding = Same}>.
struct Conv {
  int stride = 1;
  Padding padding = Valid;
  Initializer initializer = GlorotUniform;
  Algorithm algorithm = Fastest;
};

/// y[i, j, f] = bias[f] + sum over (a, b, c) of x[i * stride + a, j * stride + b, c] * kernel[a, b, c, f]
/// x (H, W, C) -> y (H', W', Filters); kernel (Window, Window, C, Filters), bias (Filters).
/// Requires an image; with Valid padding the window fits into it. This is cross-correlation, as in Keras: the
/// textbook convolution is the same operation with a rotated kernel.
/// Cost: H' * W' * Window^2 * C * Filters multiply-adds.
/// https://keras.io/api/layers/convolution_layers/convolution2d
template <int Filters, int Window, Conv Options = Conv{}>
struct Conv2D : LayerDescription {
  static constexpr std::string_view name = "conv2d";
  static constexpr int filters = Filters;
  static constexpr int window = Window;
  static constexpr Conv options = Options;

  template <class In>
  static constexpr WindowAxis rows{In::height, Window, Options.stride, Options.padding};
  template <class In>
  static constexpr WindowAxis columns{In::width, Window, Options.stride, Options.padding};

  template <class In>
  using Output = Shape<rows<In>.output(), columns<In>.output(), Filters>;

  template <class In>
  static constexpr std::array<ParameterSpec, 2> parameters() {
    constexpr int channels = In::channels, area = Window * Window;
    return {ParameterSpec{"kernel",
                          {{Window, Window, channels, Filters}, 4},
                          Options.initializer,
                          area * channels,
                          area * Filters},
            ParameterSpec{"bias", {{Filters}, 1}}};
  }

  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return static_cast<std::int64_t>(Output<In>::size) * Window * Window * In::channels;
  }

  template <class At>
  static consteval bool check() {
    static_assert(Filters >= 1, "Conv2D: the number of filters must be at least 1");
    static_assert(Window >= 1, "Conv2D: the window must be at least 1");
    static_assert(Options.stride >= 1, "Conv2D: the stride must be at least 1");
    static_assert(
        At::Input::rank == 3,
        "Conv2D: the input is a vector, not an image (height, width, channels); put Conv2D before Flatten");
    static_assert(At::Input::size <= std::numeric_limits<int>::max() &&
                      Output<typename At::Input>::size <= std::numeric_limits<int>::max(),
                  "Conv2D: its image has more values than an int counts; make it smaller before");
    if constexpr (At::Input::rank == 3)
      static_assert(Options.padding == Same || (Window <= At::Input::height && Window <= At::Input::width),
                    "Conv2D: the window is larger than its input; use a smaller window or Same padding");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
