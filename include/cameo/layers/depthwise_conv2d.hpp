// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/bordered_image.hpp"
#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// Options of DepthwiseConv2D, named: DepthwiseConv2D<3, Depthwise{.stride = 2, .padding = Same}>.
struct Depthwise {
  Stride stride = 1;
  Padding padding = Valid;
  Stride dilation = 1;
  int multiplier = 1;  ///< filters for each channel
  bool bias = true;
  Initializer initializer = GlorotUniform;
};

/// Each channel c by `multiplier` filters of its own; the m-th of them gives channel f = c * multiplier + m:
/// y[i, j, f] = bias[f] + sum over (a, b) of
///              x[i * stride + a * dilation, j * stride + b * dilation, c] * kernel[a, b, c, m]
/// x (H, W, C) -> y (H', W', C * multiplier), H' and W' as of Conv2D;
/// kernel (rows, columns, C, multiplier), bias (C * multiplier) unless `.bias = false`.
/// Requires an image into which, with its padding, the window fits.
/// Cost: H' * W' * rows * columns * C * multiplier multiply-adds.
/// https://keras.io/api/layers/convolution_layers/depthwise_convolution2d
template <Window Size, Depthwise Options = Depthwise{}>
struct DepthwiseConv2D : LayerDescription {
  static constexpr std::string_view name = "depthwise_conv2d";
  static constexpr Depthwise options = Options;
  static constexpr bool reads_output = false;

  template <class In>
  static constexpr WindowAxis rows = window_rows<In>(Size, Options.stride, Options.padding, Options.dilation);
  template <class In>
  static constexpr WindowAxis columns = window_columns<In>(Size, Options.stride, Options.padding,
                                                           Options.dilation);

  template <class In>
  using Output = Shape<rows<In>.output(), columns<In>.output(), In::channels * Options.multiplier>;

  template <class In>
  static constexpr auto parameters() {
    constexpr int channels = In::channels, area = Size.area();
    constexpr ParameterSpec kernel{"kernel",
                                   {{Size.rows, Size.columns, channels, Options.multiplier}, 4},
                                   Options.initializer,
                                   area * channels,
                                   area * Options.multiplier};
    if constexpr (Options.bias)
      return std::array{kernel, ParameterSpec{"bias", {{channels * Options.multiplier}, 1}}};
    else
      return std::array{kernel};
  }

  template <class In>
  static constexpr LayerMemory memory{
      .forward_scratch = detail::RepeatedImage<In, Options.multiplier>::scratch,
      .backward_scratch = detail::depthwise_scratch<In, rows<In>, columns<In>, Options.multiplier>};

  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return static_cast<std::int64_t>(Output<In>::size) * Size.area();
  }

  template <class At>
  static consteval bool(check)() {
    static_assert(Size.positive(), "DepthwiseConv2D: the window must be at least 1");
    static_assert(Options.stride.positive(), "DepthwiseConv2D: the stride must be at least 1");
    static_assert(Options.dilation.positive(),
                  "DepthwiseConv2D: the dilation must be at least 1, which stands for none");
    static_assert(Options.multiplier >= 1, "DepthwiseConv2D: the multiplier must be at least 1");
    static_assert(!Options.padding.negative(),
                  "DepthwiseConv2D: the padding must be at least 0; cut an image with Cropping2D");
    static_assert(At::Input::rank == 3,
                  "DepthwiseConv2D: the input is a vector, not an image (height, width, channels); put it "
                  "before Flatten");
    if constexpr (At::Input::rank == 3)
      static_assert(
          rows<typename At::Input>.fits() && columns<typename At::Input>.fits(),
          "DepthwiseConv2D: the window is larger than its input; use a smaller window or Same padding");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
