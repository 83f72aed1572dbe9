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
  using L = SeparableConv2D<Filters, Size, Options>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    using S = Steps<In>;
    for (int sample = 0; sample < pass.samples; ++sample) {
      float* middle = pass.saved ? saved_middle<S>(pass.saved, sample) : pass.scratch;
      const float* image = S::Image::of(pass.x + sample * S::in, pass.scratch + S::middle);
      S::Depth::forward(image, pass.w, nullptr, middle);
      S::Point::forward(middle, pass.w + S::offsets[1], Options.bias ? pass.w + S::offsets[2] : nullptr,
                        pass.y + sample * S::out);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    using S = Steps<In>;
    float *dmiddle = pass.scratch, *rest = dmiddle + S::middle;
    for (int sample = 0; sample < pass.samples; ++sample) {
      const float* dy = pass.dy + sample * S::out;
      S::Point::kernel_gradient(saved_middle<S>(pass.saved, sample), dy, pass.dw + S::offsets[1]);
      if constexpr (Options.bias)
        add_pixels<Filters>(dy, S::Depth::height * S::Depth::width, pass.dw + S::offsets[2]);
      std::fill_n(dmiddle, S::middle, 0.0f);
      S::Point::input_gradient(dy, pass.w + S::offsets[1], dmiddle, rest);
      S::Depth::kernel_gradient(S::Image::of(pass.x + sample * S::in, rest), dmiddle, pass.dw);
      if (pass.dx == nullptr) continue;
      float* dimage = S::Image::blank(pass.dx + sample * S::in, rest);
      S::Depth::input_gradient(dmiddle, pass.w, dimage);
      S::Image::crop(dimage, pass.dx + sample * S::in);
    }
  }

 private:
  template <class In>
  struct Steps {
    using Middle = typename L::template Middle<In>;
    using Depth = DepthwiseConv<In, L::template rows<In>, L::template columns<In>, Options.multiplier>;
    using Image = typename Depth::Image;
    using Point =
        GroupedConv<Middle, Filters, window_rows<Middle>(1, 1, Valid), window_columns<Middle>(1, 1, Valid)>;
    static constexpr auto offsets = tensor_offsets<L, In>;
    static constexpr auto in = static_cast<std::ptrdiff_t>(In::size),
                          middle = static_cast<std::ptrdiff_t>(Middle::size),
                          out = static_cast<std::ptrdiff_t>(L::template Output<In>::size);
  };

  template <class S>
  static float* saved_middle(std::byte* saved, int sample) {
    return reinterpret_cast<float*>(saved) + sample * S::middle;
  }
  template <class S>
  static const float* saved_middle(const std::byte* saved, int sample) {
    return reinterpret_cast<const float*>(saved) + sample * S::middle;
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
