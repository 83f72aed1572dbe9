// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/activations-inl.hpp"
#include "cameo/layers/conv_passes-inl.hpp"
#include "cameo/layers/depthwise_conv2d.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <Window Size, Depthwise Options>
struct Kernel<DepthwiseConv2D<Size, Options>> {
  using LayerType = DepthwiseConv2D<Size, Options>;
  template <class In>
  using Passes = ConvPasses<
      LayerType, In,
      DepthwiseConv<In, LayerType::template rows<In>, LayerType::template columns<In>, Options.multiplier>>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    Passes<In>::forward(pass);
  }
  /// And an activation of the sums as they leave.
  template <class In, class Activation>
  static void forward(const ForwardPass& pass) {
    Passes<In>::forward(pass, typename Kernel<Activation>::Elementwise());
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    Passes<In>::backward(pass);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
