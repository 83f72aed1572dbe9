// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/layers/conv2d_transpose.hpp"
#include "cameo/layers/grouped_conv-inl.hpp"
#include "cameo/layers/kernel-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Forward is what a convolution from y to x does backward, and the other way round.
template <int Filters, Window Size, Transpose Options>
struct Kernel<Conv2DTranspose<Filters, Size, Options>> {
  using LayerType = Conv2DTranspose<Filters, Size, Options>;
  template <class In>
  using Sums = GroupedConv<typename LayerType::template Output<In>, In::channels,
                           LayerType::template rows<In>, LayerType::template columns<In>>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    using Image = typename Sums<In>::Image;
    constexpr auto in = static_cast<std::ptrdiff_t>(In::size), out = output_size<In>;
    for (int sample = 0; sample < pass.samples; ++sample) {
      float* y = pass.y + sample * out;
      float* image = Image::blank(y, pass.scratch);
      if constexpr (Options.bias)
        for (std::size_t i = 0; i < Image::size; i += Filters)
          std::copy_n(pass.w + tensor_offsets<LayerType, In>[1], Filters, image + i);
      Sums<In>::add_input_gradient(pass.x + sample * in, pass.w, image, pass.scratch + Image::scratch);
      Image::crop(image, y);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    using Out = typename LayerType::template Output<In>;
    constexpr auto in = static_cast<std::ptrdiff_t>(In::size), out = output_size<In>;
    for (int sample = 0; sample < pass.samples; ++sample) {
      const float* dy = pass.dy + sample * out;
      const float* image = Sums<In>::Image::of(dy, pass.scratch);
      Sums<In>::kernel_gradient(image, pass.x + sample * in, pass.dw);
      if constexpr (Options.bias)
        add_pixels<Filters>(dy, Out::height * Out::width, pass.dw + tensor_offsets<LayerType, In>[1]);
      if (pass.dx) Sums<In>::forward(image, pass.w, nullptr, pass.dx + sample * in);
    }
  }

 private:
  template <class In>
  static constexpr auto output_size = static_cast<std::ptrdiff_t>(LayerType::template Output<In>::size);
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
