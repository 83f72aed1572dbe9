// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/conv_passes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Convolutions with dilation or groups; the others have a stage of their own (stages/conv_block-inl.hpp).
template <int Filters, Window Size, Conv Options>
struct Kernel<Conv2D<Filters, Size, Options>> {
  using LayerType = Conv2D<Filters, Size, Options>;

  template <class In>
  using Grouped =
      GroupedConv<In, Filters, LayerType::template rows<In>, LayerType::template columns<In>, Options.groups>;
  template <class In>
  using Depthwise = DepthwiseConv<In, LayerType::template rows<In>, LayerType::template columns<In>,
                                  (std::max)(LayerType::template multiplier<In>, 1)>;
  template <class In>
  using Passes =
      ConvPasses<LayerType, In,
                 std::conditional_t<(LayerType::template multiplier<In> > 0), Depthwise<In>, Grouped<In>>>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    Passes<In>::forward(pass);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    Passes<In>::backward(pass);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
