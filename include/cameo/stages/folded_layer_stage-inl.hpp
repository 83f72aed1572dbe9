// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/layers/conv2d-inl.hpp"
#include "cameo/layers/conv2d_transpose-inl.hpp"
#include "cameo/layers/depthwise_conv2d-inl.hpp"
#include "cameo/layers/separable_conv2d-inl.hpp"
#include "cameo/plan/folded_layer_stage.hpp"
#include "cameo/stages/normalization_block-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class In, class LayerType, class Normalization, class Activation>
struct Run<FoldedLayerStage<In, LayerType, Normalization, Activation>> : RunDefaults {
  using Stage = FoldedLayerStage<In, LayerType, Normalization, Activation>;
  using Layer = typename Stage::Layer;

  template <bool Training>
  static void prepare(const float* w, float* prepared) {
    if constexpr (Stage::normalized) fold(w, prepared);
  }

  template <bool Training>
  static void forward(const ForwardPass& pass) {
    ForwardPass of_layer = pass;
    if constexpr (Stage::normalized) of_layer.w = pass.prepared;
    if constexpr (Stage::activated)
      Kernel<Layer>::template forward<In, Activation>(of_layer);
    else
      Kernel<Layer>::template forward<In>(of_layer);
  }

 private:
  using Fold = Folding<LayerType>;
  static constexpr auto specs = Layer::template parameters<In>();
  static constexpr auto offsets = tensor_offsets<Layer, In>;
  static constexpr std::size_t channels = Stage::Output::channels;

  static void fold(const float* w, float* prepared) {
    constexpr std::size_t bias = specs.size() - 1;
    float *scale = prepared + Stage::prepared_scale, *shift = prepared + offsets[bias];
    moving_scale<Normalization, channels>(w + Stage::normalization_offset, scale, shift);
    for (std::size_t i = 0; i < bias; ++i) {  // every tensor before the bias lies as before
      std::copy_n(w + offsets[i], specs[i].shape.size(), prepared + offsets[i]);
      if (i == Fold::kernel) multiply(scale, prepared + offsets[i], specs[i].shape.size());
    }
    if constexpr (LayerType::options.bias)
      for (std::size_t c = 0; c < channels; ++c)
        shift[c] = multiply_add(scale[c], w[offsets[bias] + c], shift[c]);
  }

  static void multiply(const float* scale, float* kernel, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) kernel[i] *= scale[i / Fold::template repeat<In> % channels];
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
