// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>

#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/conv2d_transpose.hpp"
#include "cameo/layers/depthwise_conv2d.hpp"
#include "cameo/layers/separable_conv2d.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/plan/activated_add.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// How a layer takes in the BatchNormalization behind it: as the same layer `WithBias`, whose tensor number
/// `kernel` is scaled. So many neighbouring values of that tensor, `repeat<In>`, are of one output channel,
/// the next ones of the next channel.
template <class LayerType>
struct Folding;

template <class Layer, int Kernel>
struct FoldingOf {
  using WithBias = Layer;
  static constexpr std::size_t kernel = Kernel;
  template <class In>
  static constexpr std::size_t repeat = 1;
};

template <class LayerOptions>
constexpr LayerOptions with_bias(LayerOptions options) {
  options.bias = true;
  return options;
}

template <int Filters, Window Size, Conv Options>
struct Folding<Conv2D<Filters, Size, Options>> : FoldingOf<Conv2D<Filters, Size, with_bias(Options)>, 0> {};
template <Window Size, Depthwise Options>
struct Folding<DepthwiseConv2D<Size, Options>> : FoldingOf<DepthwiseConv2D<Size, with_bias(Options)>, 0> {};
template <int Filters, Window Size, Separable Options>
struct Folding<SeparableConv2D<Filters, Size, Options>>
    : FoldingOf<SeparableConv2D<Filters, Size, with_bias(Options)>, 1> {};
template <int Filters, Window Size, Transpose Options>
struct Folding<Conv2DTranspose<Filters, Size, Options>>
    : FoldingOf<Conv2DTranspose<Filters, Size, with_bias(Options)>, 0> {
  template <class In>
  static constexpr std::size_t repeat = In::channels;
};

template <class LayerType>
concept Folds = requires {
  typename Folding<LayerType>::WithBias;
};

/// A layer that applies an activation to its sums as they leave.
template <class LayerType, class Activation>
inline constexpr bool activates = false;
template <Window Size, Depthwise Options, class Activation>
inline constexpr bool activates<DepthwiseConv2D<Size, Options>, Activation> = is_rectifier<Activation>;

template <class LayerType, class Next = NoLayer, class...>
struct FusedActivation : std::conditional<activates<LayerType, Next>, Next, NoLayer> {};

/// A predictor's layer with the BatchNormalization behind it, or an activation that it applies, or both. To
/// normalize, the layer runs with a kernel and a bias that are prepared with scale and shift.
template <class In, Folds LayerType, class Normalization, class Activation>
struct FoldedLayerStage {
  static constexpr bool normalized = !std::same_as<Normalization, NoLayer>;
  static constexpr bool activated = !std::same_as<Activation, NoLayer>;
  using Layer = std::conditional_t<normalized, typename Folding<LayerType>::WithBias, LayerType>;
  using Input = In;
  using Output = typename LayerType::template Output<In>;
  static constexpr int layers = 1 + normalized + activated;
  static constexpr std::size_t normalization_offset = layer_parameters<LayerType, In>;
  static constexpr std::size_t parameters = [] {
    if constexpr (normalized)
      return normalization_offset + layer_parameters<Normalization, Output>;
    else
      return normalization_offset;
  }();
  static constexpr bool trained = true, by_sample = true, divisible = false, collects = false;
  static constexpr bool reads_input = true, reads_output = false, fetches_next = false;
  static constexpr std::string_view algorithm = "layer";

  /// prepared: the parameters of Layer, then the scale of each channel.
  static constexpr std::size_t prepared_scale = layer_parameters<Layer, In>;

  template <bool>
  static constexpr StageMemory memory{
      .prepared = normalized ? prepared_scale + padded_to_16(Output::channels) : 0,
      .forward_scratch = Layer::template memory<In>.forward_scratch};
};

}  // namespace cameo::inline CAMEO_ABI::plan
