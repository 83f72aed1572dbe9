// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/conv2d_transpose.hpp"
#include "cameo/layers/depthwise_conv2d.hpp"
#include "cameo/layers/separable_conv2d.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// How a layer takes in the BatchNormalization behind it: as the same layer `WithBias`, whose tensor number
/// `kernel` is scaled. So many neighbouring values of that tensor, `repeat<In>`, are of one output channel,
/// the next ones of the next channel.
template <class L>
struct Folding;

template <class Layer, int Kernel>
struct FoldingOf {
  using WithBias = Layer;
  static constexpr std::size_t kernel = Kernel;
  template <class In>
  static constexpr std::size_t repeat = 1;
};

template <class Options>
constexpr Options with_bias(Options options) {
  options.bias = true;
  return options;
}

template <int F, Window W, Conv O>
struct Folding<Conv2D<F, W, O>> : FoldingOf<Conv2D<F, W, with_bias(O)>, 0> {};
template <Window W, Depthwise O>
struct Folding<DepthwiseConv2D<W, O>> : FoldingOf<DepthwiseConv2D<W, with_bias(O)>, 0> {};
template <int F, Window W, Separable O>
struct Folding<SeparableConv2D<F, W, O>> : FoldingOf<SeparableConv2D<F, W, with_bias(O)>, 1> {};
template <int F, Window W, Transpose O>
struct Folding<Conv2DTranspose<F, W, O>> : FoldingOf<Conv2DTranspose<F, W, with_bias(O)>, 0> {
  template <class In>
  static constexpr std::size_t repeat = In::channels;
};

template <class L>
concept Folds = requires {
  typename Folding<L>::WithBias;
};

/// A predictor's layer with the BatchNormalization behind it: the layer runs with a kernel and a bias that
/// are prepared with scale and shift.
template <class In, Folds L, class Normalization>
struct FoldedLayerStage {
  using Layer = typename Folding<L>::WithBias;
  using Input = In;
  using Output = typename L::template Output<In>;
  static constexpr int layers = 2;
  static constexpr std::size_t normalization_offset = layer_parameters<L, In>;
  static constexpr std::size_t parameters = normalization_offset + layer_parameters<Normalization, Output>;
  static constexpr bool trained = true, by_sample = true, divisible = false;
  static constexpr bool reads_input = true, reads_output = false, fetches_next = false;
  static constexpr std::string_view algorithm = "layer";

  /// prepared: the parameters of Layer, then the scale of each channel.
  static constexpr std::size_t prepared_scale = layer_parameters<Layer, In>;

  template <bool>
  static constexpr StageMemory memory{.prepared = prepared_scale + padded_to_16(Output::channels),
                                      .forward_scratch = Layer::template memory<In>.forward_scratch};
};

}  // namespace cameo::inline CAMEO_ABI::plan
