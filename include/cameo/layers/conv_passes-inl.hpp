// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/depthwise_conv-inl.hpp"
#include "cameo/layers/grouped_conv-inl.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/layer.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The passes of a layer that is one convolution `Sums`, a GroupedConv or a DepthwiseConv, with a kernel and,
/// if there is one, a bias. Scratch is the image with its border, then what Sums wants.
template <class LayerType, class In, class Sums>
struct ConvPasses {
  using Out = typename LayerType::template Output<In>;
  static constexpr auto offsets = tensor_offsets<LayerType, In>;
  static constexpr bool bias = LayerType::options.bias;

  template <class... Activation>
  static void forward(const ForwardPass& pass, Activation... activation) {
    for (int sample = 0; sample < pass.samples; ++sample)
      Sums::forward(Sums::ForwardImage::of(pass.x + sample * in, pass.scratch), pass.w,
                    bias ? pass.w + offsets[1] : nullptr, pass.y + sample * out, activation...);
  }

  static void backward(const BackwardPass& pass) {
    for (int sample = 0; sample < pass.samples; ++sample) {
      const float* dy = pass.dy + sample * out;
      Sums::kernel_gradient(Sums::ForwardImage::of(pass.x + sample * in, pass.scratch), dy, pass.dw);
      if constexpr (bias) add_pixels<Out::channels>(dy, Out::height * Out::width, pass.dw + offsets[1]);
      if (pass.dx) Sums::input_gradient(dy, pass.w, pass.dx + sample * in, pass.scratch);
    }
  }

 private:
  static constexpr auto in = static_cast<std::ptrdiff_t>(In::size),
                        out = static_cast<std::ptrdiff_t>(Out::size);
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
