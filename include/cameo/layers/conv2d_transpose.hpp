// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/bordered_image.hpp"
#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// Options of Conv2DTranspose, named: Conv2DTranspose<32, 3, Transpose{.stride = 2, .padding = Same}>.
struct Transpose {
  Stride stride = 1;
  Padding padding = Valid;
  bool bias = true;
  Initializer initializer = GlorotUniform;
};

namespace detail {

constexpr int transposed_size(int input, int window, int stride, AxisPadding padding) {
  if (padding.same) return input * stride;
  return input * stride + (std::max)(window - stride, 0) - padding.before - padding.after;
}

}  // namespace detail

/// The gradient of a Conv2D's input as a layer: every pixel of x is spread over a window of y.
/// y[i * stride + a - top, j * stride + b - left, f] = bias[f] + the sum over all (i, j, a, b) that meet
/// there, and over c, of x[i, j, c] * kernel[a, b, f, c]
/// x (H, W, C) -> y (H', W', Filters); kernel (rows, columns, Filters, C), bias (Filters) unless
/// `.bias = false`. H' and W' likewise:
///   Valid                        H * stride + max(rows - stride, 0)
///   Same                         H * stride; a border of max(rows - stride, 0) is cut off, the odd row below
///   {top, bottom, left, right}   that of Valid without so many rows and columns, as PyTorch and ONNX cut
/// Requires an image. Cost: H * W * rows * columns * C * Filters multiply-adds.
/// https://keras.io/api/layers/convolution_layers/convolution2d_transpose
template <int Filters, Window Size, Transpose Options = Transpose{}>
struct Conv2DTranspose : LayerDescription {
  static constexpr std::string_view name = "conv2d_transpose";
  static constexpr Transpose options = Options;
  static constexpr bool reads_output = false;

  template <class In>
  using Output =
      Shape<detail::transposed_size(In::height, Size.rows, Options.stride.rows, Options.padding.rows()),
            detail::transposed_size(In::width, Size.columns, Options.stride.columns,
                                    Options.padding.columns()),
            Filters>;

  /// Of the convolution from y to x.
  template <class In>
  static constexpr WindowAxis rows = window_rows<Output<In>>(Size, Options.stride, Options.padding);
  template <class In>
  static constexpr WindowAxis columns = window_columns<Output<In>>(Size, Options.stride, Options.padding);

  template <class In>
  static constexpr auto parameters() {
    constexpr int channels = In::channels, area = Size.area();
    constexpr ParameterSpec kernel{"kernel",
                                   {{Size.rows, Size.columns, Filters, channels}, 4},
                                   Options.initializer,
                                   area * Filters,
                                   area * channels};
    if constexpr (Options.bias)
      return std::array{kernel, ParameterSpec{"bias", {{Filters}, 1}}};
    else
      return std::array{kernel};
  }

  template <class In>
  using Image = detail::BorderedImage<Output<In>, rows<In>, columns<In>>;
  template <class In>
  static constexpr LayerMemory memory{
      .forward_scratch = Image<In>::scratch + parameters<In>()[0].shape.size(),
      .backward_scratch = Image<In>::scratch};

  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return static_cast<std::int64_t>(In::size) * Size.area() * Filters;
  }

  template <class At>
  static consteval bool(check)() {
    static_assert(Filters >= 1, "Conv2DTranspose: the number of filters must be at least 1");
    static_assert(Size.positive(), "Conv2DTranspose: the window must be at least 1");
    static_assert(Options.stride.positive(), "Conv2DTranspose: the stride must be at least 1");
    static_assert(!Options.padding.negative(), "Conv2DTranspose: the padding must be at least 0");
    static_assert(At::Input::rank == 3,
                  "Conv2DTranspose: the input is a vector, not an image (height, width, channels); put it "
                  "before Flatten");
    static_assert(Output<typename At::Input>::height >= 1 && Output<typename At::Input>::width >= 1,
                  "Conv2DTranspose: the padding cuts off the whole output; use less of it");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
