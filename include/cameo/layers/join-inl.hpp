// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/core/pass.hpp"
#include "cameo/layers/join.hpp"
#include "cameo/simd/channels-inl.hpp"
#include "cameo/simd/map-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// How branches become one, and one gradient theirs. pass.inputs and pass.dinputs hold a pointer for each
/// branch; a null gradient is wanted by nobody.
template <class Join>
struct JoinKernel;

template <>
struct JoinKernel<join::Add> {
  template <class First, class... More>
  static void forward(const ForwardPass& pass) {
    const std::size_t size = static_cast<std::size_t>(pass.samples) * First::size;
    map(size, pass.y, Sum{}, pass.inputs[0], pass.inputs[1]);
    for (std::size_t i = 2; i <= sizeof...(More); ++i) map(size, pass.y, Sum{}, pass.y, pass.inputs[i]);
  }

  template <class First, class... More>
  static void backward(const BackwardPass& pass) {
    const std::size_t size = static_cast<std::size_t>(pass.samples) * First::size;
    for (std::size_t i = 0; i <= sizeof...(More); ++i)
      if (pass.dinputs[i] != nullptr) std::copy_n(pass.dy, size, pass.dinputs[i]);
  }
};

template <>
struct JoinKernel<join::Multiply> {
  template <class... Inputs>
  static void forward(const ForwardPass& pass) {
    using Out = join::Multiply::Output<Inputs...>;
    for (std::size_t sample = 0; sample < static_cast<std::size_t>(pass.samples); ++sample)
      each_input(
          [&]<class Input>(std::size_t i) {
            multiply<Input, Out>(pass.inputs[i] + sample * Input::size, pass.y + sample * Out::size, i == 0);
          },
          Types<Inputs...>());
  }

  /// The gradient of an input is dy times all others; of a pixel, the sum of that over the image.
  template <class... Inputs>
  static void backward(const BackwardPass& pass) {
    for (std::size_t sample = 0; sample < static_cast<std::size_t>(pass.samples); ++sample)
      each_input(
          [&]<class Input>(std::size_t i) {
            if (pass.dinputs[i] != nullptr) gradient<Input, Inputs...>(pass, sample, i);
          },
          Types<Inputs...>());
  }

 private:
  template <class...>
  struct Types {};
  template <class Function, class... Inputs>
  static HWY_INLINE void each_input(const Function& f, Types<Inputs...>) {
    std::size_t i = 0;
    (f.template operator()<Inputs>(i++), ...);
  }

  /// y *= factor, or y = factor if it is the first; a pixel is spread over the image.
  template <class Factor, class Out>
  static HWY_INLINE void multiply(const float* factor, float* y, bool first) {
    for (std::size_t pixel = 0; pixel < Out::size; pixel += Out::channels) {
      const float* with = factor + (join::Multiply::spreads<Factor, Out> ? 0 : pixel);
      if (first)
        std::copy_n(with, Out::channels, y + pixel);
      else
        map(Out::channels, y + pixel, Product{}, y + pixel, with);
    }
  }

  template <class Input, class... Inputs>
  static void gradient(const BackwardPass& pass, std::size_t sample, std::size_t of) {
    using Out = join::Multiply::Output<Inputs...>;
    constexpr bool sums = join::Multiply::spreads<Input, Out>;
    float* dx = pass.dinputs[of] + sample * Input::size;
    const float* dy = pass.dy + sample * Out::size;
    if (sums) std::fill_n(dx, Out::channels, 0.0f);
    for (std::size_t pixel = 0; pixel < Out::size; pixel += Out::channels)
      for_channels<Out::channels>([&](auto d, std::size_t c) HWY_ATTR {
        auto others = hn::Set(d, 1.0f);
        std::size_t i = 0;
        const auto times = [&]<class Other>() HWY_ATTR {
          const float* x =
              pass.inputs[i] + sample * Other::size + (join::Multiply::spreads<Other, Out> ? 0 : pixel);
          if (i++ != of) others = hn::Mul(others, hn::LoadU(d, x + c));
        };
        (times.template operator()<Inputs>(), ...);
        const auto gradient = hn::LoadU(d, dy + pixel + c);
        float* to = dx + (sums ? 0 : pixel) + c;
        hn::StoreU(sums ? hn::MulAdd(gradient, others, hn::LoadU(d, to)) : hn::Mul(gradient, others), d, to);
      });
  }
};

template <>
struct JoinKernel<join::Concatenate> {
  template <class... Inputs>
  static void forward(const ForwardPass& pass) {
    int i = 0, channel = 0;
    (over_pixels<Inputs, Inputs...>(pass.samples, channel,
                                    [&, from = pass.inputs[i++]](std::size_t x, std::size_t y) {
                                      std::copy_n(from + x, Inputs::channels, pass.y + y);
                                    }),
     ...);
  }

  template <class... Inputs>
  static void backward(const BackwardPass& pass) {
    int i = 0, channel = 0;
    (over_pixels<Inputs, Inputs...>(pass.samples, channel,
                                    [&, to = pass.dinputs[i++]](std::size_t x, std::size_t y) {
                                      if (to != nullptr) std::copy_n(pass.dy + y, Inputs::channels, to + x);
                                    }),
     ...);
  }

 private:
  /// f(pixel of the input, where its channels stand in the output), both in floats; goes on to the next
  /// channels.
  template <class Input, class... Inputs, class Function>
  static void over_pixels(int samples, int& channel, const Function& f) {
    constexpr std::size_t all = (0 + ... + Inputs::channels);
    const std::size_t pixels = static_cast<std::size_t>(samples) * Input::height * Input::width;
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
      f(pixel * Input::channels, pixel * all + static_cast<std::size_t>(channel));
    channel += Input::channels;
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
