// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/layers/cropping2d.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/zero_padding2d.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Images `Inner`, and images that have a frame around them, so wide as `Sides` says.
template <class Inner, Padding Sides>
struct Frame {
  static constexpr std::size_t channels = Inner::channels;
  static constexpr std::size_t inner_row = Inner::width * channels;
  static constexpr std::size_t row = (Sides.left + Inner::width + Sides.right) * channels;
  static constexpr std::size_t before = Sides.top * row + Sides.left * channels;  // floats of the frame
  static constexpr std::size_t between = row - inner_row;
  static constexpr std::size_t after = Sides.right * channels + Sides.bottom * row;

  /// framed = inner with zeros around it
  static void put_zeros(int samples, const float* inner, float* framed) {
    for (int sample = 0; sample < samples; ++sample) {
      framed = std::fill_n(framed, before, 0.0f);
      for (int i = 0; i < Inner::height; ++i, inner += inner_row) {
        framed = std::copy_n(inner, inner_row, framed);
        framed = std::fill_n(framed, i + 1 < Inner::height ? between : after, 0.0f);
      }
    }
  }

  /// inner = framed without its frame
  static void take_off(int samples, const float* framed, float* inner) {
    for (int sample = 0; sample < samples; ++sample) {
      framed += before;
      for (int i = 0; i < Inner::height; ++i) {
        inner = std::copy_n(framed, inner_row, inner);
        framed += i + 1 < Inner::height ? row : inner_row + after;
      }
    }
  }
};

template <int... Sides>
struct Kernel<ZeroPadding2D<Sides...>> {
  template <class In>
  using OfImage = Frame<In, ZeroPadding2D<Sides...>::sides>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    OfImage<In>::put_zeros(pass.samples, pass.x, pass.y);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx != nullptr) OfImage<In>::take_off(pass.samples, pass.dy, pass.dx);
  }
};

template <int... Sides>
struct Kernel<Cropping2D<Sides...>> {
  template <class In>
  using OfImage = Frame<typename Cropping2D<Sides...>::template Output<In>, Cropping2D<Sides...>::sides>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    OfImage<In>::take_off(pass.samples, pass.x, pass.y);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx != nullptr) OfImage<In>::put_zeros(pass.samples, pass.dy, pass.dx);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
