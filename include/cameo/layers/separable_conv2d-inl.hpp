// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/layers/depthwise_conv-inl.hpp"
#include "cameo/layers/grouped_conv-inl.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/separable_conv2d.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <int Filters, Window Size, Separable Options>
struct Kernel<SeparableConv2D<Filters, Size, Options>> {
  using LayerType = SeparableConv2D<Filters, Size, Options>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    using Sizes = Steps<In>;
    for (int sample = 0; sample < pass.samples; ++sample) {
      float* middle = pass.saved ? saved_middle<Sizes>(pass.saved, sample) : pass.scratch;
      const float* image =
          Sizes::Depth::ForwardImage::of(pass.x + sample * Sizes::in, pass.scratch + Sizes::middle);
      Sizes::Depth::forward(image, pass.w, nullptr, middle);
      Sizes::Point::forward(middle, pass.w + Sizes::offsets[1],
                            Options.bias ? pass.w + Sizes::offsets[2] : nullptr,
                            pass.y + sample * Sizes::out);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    using Sizes = Steps<In>;
    float *dmiddle = pass.scratch, *rest = dmiddle + Sizes::middle;
    for (int sample = 0; sample < pass.samples; ++sample) {
      const float* dy = pass.dy + sample * Sizes::out;
      Sizes::Point::kernel_gradient(saved_middle<Sizes>(pass.saved, sample), dy, pass.dw + Sizes::offsets[1]);
      if constexpr (Options.bias)
        add_pixels<Filters>(dy, Sizes::Depth::height * Sizes::Depth::width, pass.dw + Sizes::offsets[2]);
      Sizes::Point::input_gradient(dy, pass.w + Sizes::offsets[1], dmiddle, rest);
      Sizes::Depth::kernel_gradient(Sizes::Depth::ForwardImage::of(pass.x + sample * Sizes::in, rest),
                                    dmiddle, pass.dw);
      if (pass.dx) Sizes::Depth::input_gradient(dmiddle, pass.w, pass.dx + sample * Sizes::in, rest);
    }
  }

 private:
  template <class In>
  struct Steps {
    using Middle = typename LayerType::template Middle<In>;
    using Depth =
        DepthwiseConv<In, LayerType::template rows<In>, LayerType::template columns<In>, Options.multiplier>;
    using Point =
        GroupedConv<Middle, Filters, window_rows<Middle>(1, 1, Valid), window_columns<Middle>(1, 1, Valid)>;
    static constexpr auto offsets = tensor_offsets<LayerType, In>;
    static constexpr auto in = static_cast<std::ptrdiff_t>(In::size),
                          middle = static_cast<std::ptrdiff_t>(Middle::size),
                          out = static_cast<std::ptrdiff_t>(LayerType::template Output<In>::size);
  };

  template <class Sizes>
  static float* saved_middle(std::byte* saved, int sample) {
    return reinterpret_cast<float*>(saved) + sample * Sizes::middle;
  }
  template <class Sizes>
  static const float* saved_middle(const std::byte* saved, int sample) {
    return reinterpret_cast<const float*>(saved) + sample * Sizes::middle;
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
