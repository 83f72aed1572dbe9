// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/bordered_image.hpp"
#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// Options of SeparableConv2D, named: SeparableConv2D<64, 3, Separable{.padding = Same}>.
struct Separable {
  Stride stride = 1;
  Padding padding = Valid;
  Stride dilation = 1;
  int multiplier = 1;  ///< filters of the first step for each channel
  bool bias = true;
  Initializer initializer = GlorotUniform;
};

/// DepthwiseConv2D without a bias, then Conv2D<Filters, 1>:
/// h[i, j, c * multiplier + m] = sum over (a, b) of
///              x[i * stride + a * dilation, j * stride + b * dilation, c] * depthwise_kernel[a, b, c, m]
/// y[i, j, f] = bias[f] + sum over k of h[i, j, k] * pointwise_kernel[0, 0, k, f]
/// x (H, W, C) -> y (H', W', Filters), H' and W' as of Conv2D; depthwise_kernel (rows, columns, C,
/// multiplier), pointwise_kernel (1, 1, C * multiplier, Filters), bias (Filters) unless `.bias = false`.
/// Requires an image into which, with its padding, the window fits.
/// Cost: H' * W' * C * multiplier * (rows * columns + Filters) multiply-adds.
/// https://keras.io/api/layers/convolution_layers/separable_convolution2d
template <int Filters, Window Size, Separable Options = Separable{}>
struct SeparableConv2D : LayerDescription {
  static constexpr std::string_view name = "separable_conv2d";
  static constexpr Separable options = Options;
  static constexpr bool reads_output = false;

  template <class In>
  static constexpr WindowAxis rows = window_rows<In>(Size, Options.stride, Options.padding, Options.dilation);
  template <class In>
  static constexpr WindowAxis columns = window_columns<In>(Size, Options.stride, Options.padding,
                                                           Options.dilation);

  template <class In>
  using Output = Shape<rows<In>.output(), columns<In>.output(), Filters>;
  /// Between the two steps.
  template <class In>
  using Middle = Shape<rows<In>.output(), columns<In>.output(), In::channels * Options.multiplier>;

  template <class In>
  static constexpr auto parameters() {
    constexpr int channels = In::channels, area = Size.area(), middle = channels * Options.multiplier;
    constexpr ParameterSpec depthwise{"depthwise_kernel",
                                      {{Size.rows, Size.columns, channels, Options.multiplier}, 4},
                                      Options.initializer,
                                      area * channels,
                                      area * Options.multiplier};
    constexpr ParameterSpec pointwise{
        "pointwise_kernel", {{1, 1, middle, Filters}, 4}, Options.initializer, middle, Filters};
    if constexpr (Options.bias)
      return std::array{depthwise, pointwise, ParameterSpec{"bias", {{Filters}, 1}}};
    else
      return std::array{depthwise, pointwise};
  }

  /// Training saves the middle; backward has its gradient in scratch.
  template <class In>
  static constexpr LayerMemory memory{
      .saved_bytes = Middle<In>::size * sizeof(float),
      .forward_scratch = Middle<In>::size + detail::RepeatedImage<In, Options.multiplier>::scratch,
      .backward_scratch = Middle<In>::size +
                          (std::max)(detail::depthwise_scratch<In, rows<In>, columns<In>, Options.multiplier>,
                                     parameters<In>()[1].shape.size())};

  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return static_cast<std::int64_t>(Middle<In>::size) * (Size.area() + Filters);
  }

  template <class At>
  static consteval bool(check)() {
    static_assert(Filters >= 1, "SeparableConv2D: the number of filters must be at least 1");
    static_assert(Size.positive(), "SeparableConv2D: the window must be at least 1");
    static_assert(Options.stride.positive(), "SeparableConv2D: the stride must be at least 1");
    static_assert(Options.dilation.positive(),
                  "SeparableConv2D: the dilation must be at least 1, which stands for none");
    static_assert(Options.multiplier >= 1, "SeparableConv2D: the multiplier must be at least 1");
    static_assert(!Options.padding.negative(),
                  "SeparableConv2D: the padding must be at least 0; cut an image with Cropping2D");
    static_assert(At::Input::rank == 3,
                  "SeparableConv2D: the input is a vector, not an image (height, width, channels); put it "
                  "before Flatten");
    if constexpr (At::Input::rank == 3)
      static_assert(
          rows<typename At::Input>.fits() && columns<typename At::Input>.fits(),
          "SeparableConv2D: the window is larger than its input; use a smaller window or Same padding");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
