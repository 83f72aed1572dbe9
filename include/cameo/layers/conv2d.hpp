// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/layers/bordered_image.hpp"
#include "cameo/layers/layer.hpp"
#include "cameo/layers/window.hpp"

namespace cameo::inline CAMEO_ABI {

/// Fastest: what the shape makes fastest, which may be Winograd's algorithm: its results differ from plain
/// sums by less than 1e-5 of the largest one, and it takes memory: for 4 times the kernel, with stride 2 for
/// up to 11 times, filters being rounded up to 16, and for some tiles of the image; a trainer of a batch up
/// to three times that, for both gradients, and for gradients of the whole batch's images. Direct: plain
/// sums.
enum class Algorithm { Fastest, Direct };
using enum Algorithm;

/// Options of Conv2D, named, in Keras's order: Conv2D<64, 3, Conv{.stride = 2, .padding = Same}>, or where
/// rows and columns differ Conv2D<64, Window{3, 5}, Conv{.stride = {2, 1}, .padding = {1, 1, 2, 2}}>.
struct Conv {
  Stride stride = 1;
  Padding padding = Valid;
  Stride dilation = 1;  ///< pixels from one of a window to the next
  int groups = 1;       ///< of channels and filters: filters see the channels of their group alone
  bool bias = true;
  Initializer initializer = GlorotUniform;
  Algorithm algorithm = Fastest;
};

/// y[i, j, f] = bias[f] + sum over (a, b, c) of
///              x[i * stride + a * dilation, j * stride + b * dilation, c] * kernel[a, b, c, f]
/// x (H, W, C), with zeros around it as `padding` says -> y (H', W', Filters);
/// kernel (rows, columns, C / groups, Filters), bias (Filters) unless `.bias = false`.
/// Requires an image into which, with its padding, the window fits, and channels and filters that the groups
/// divide. This is cross-correlation, as in Keras:
/// the textbook convolution is the same operation with a rotated kernel.
/// With dilation or groups it is slower: plain sums, without ReLU and pooling in the same pass.
/// Cost: H' * W' * rows * columns * C / groups * Filters multiply-adds.
/// https://keras.io/api/layers/convolution_layers/convolution2d
template <int Filters, Window Size, Conv Options = Conv{}>
struct Conv2D : LayerDescription {
  static constexpr std::string_view name = "conv2d";
  static constexpr int filters = Filters;
  static constexpr Window window = Size;
  static constexpr Conv options = Options;
  static constexpr bool reads_output = false;

  template <class In>
  static constexpr WindowAxis rows = window_rows<In>(Size, Options.stride, Options.padding, Options.dilation);
  template <class In>
  static constexpr WindowAxis columns = window_columns<In>(Size, Options.stride, Options.padding,
                                                           Options.dilation);

  template <class In>
  using Output = Shape<rows<In>.output(), columns<In>.output(), Filters>;

  template <class In>
  static constexpr auto parameters() {
    constexpr int channels = In::channels / Options.groups, area = Size.area();
    constexpr ParameterSpec kernel{"kernel",
                                   {{Size.rows, Size.columns, channels, Filters}, 4},
                                   Options.initializer,
                                   area * channels,
                                   area * Filters};
    if constexpr (Options.bias)
      return std::array{kernel, ParameterSpec{"bias", {{Filters}, 1}}};
    else
      return std::array{kernel};
  }

  /// Neither dilation nor groups: a ConvBlock computes it, other ones a Kernel<Conv2D>.
  static constexpr bool dense_window = Options.dilation == Stride(1) && Options.groups == 1;

  /// Filters of one channel each, for each channel; 0: filters see several.
  template <class In>
  static constexpr int multiplier =
      Options.groups > 1 && Options.groups == In::channels ? Filters / In::channels : 0;
  template <class In>
  static constexpr LayerMemory memory = [] {
    constexpr WindowAxis high = rows<In>, wide = columns<In>;
    if constexpr (constexpr int repeat = multiplier<In>; repeat > 0) {
      return LayerMemory{.forward_scratch = detail::RepeatedImage<In, repeat>::scratch,
                         .backward_scratch = detail::depthwise_scratch<In, high, wide, repeat>};
    } else {
      constexpr std::size_t image = detail::BorderedImage<In, high, wide>::scratch;
      return LayerMemory{.forward_scratch = image,
                         .backward_scratch = image + parameters<In>()[0].shape.size()};
    }
  }();

  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return static_cast<std::int64_t>(Output<In>::size) * Size.area() * In::channels / Options.groups;
  }

  template <class At>
  static consteval bool(check)() {
    static_assert(Filters >= 1, "Conv2D: the number of filters must be at least 1");
    static_assert(Size.positive(), "Conv2D: the window must be at least 1");
    static_assert(Options.stride.positive(), "Conv2D: the stride must be at least 1");
    static_assert(Options.dilation.positive(),
                  "Conv2D: the dilation must be at least 1, which stands for none");
    static_assert(
        Options.groups >= 1 && Filters % Options.groups == 0 && At::Input::channels % Options.groups == 0,
        "Conv2D: the groups must divide the channels of the input and the filters");
    static_assert(At::Input::size <= (std::numeric_limits<int>::max)() &&
                      Output<typename At::Input>::size <= (std::numeric_limits<int>::max)(),
                  "Conv2D: its image has more values than an int counts; make it smaller before");
    static_assert(!Options.padding.negative(),
                  "Conv2D: the padding must be at least 0; cut an image with Cropping2D");
    static_assert(
        At::Input::rank == 3,
        "Conv2D: the input is a vector, not an image (height, width, channels); put Conv2D before Flatten");
    if constexpr (At::Input::rank == 3)
      static_assert(rows<typename At::Input>.fits() && columns<typename At::Input>.fits(),
                    "Conv2D: the window is larger than its input; use a smaller window or Same padding");
    return true;
  }
};

}  // namespace cameo::inline CAMEO_ABI
