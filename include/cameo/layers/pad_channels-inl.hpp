// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/pad_channels.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <int Channels>
struct Kernel<PadChannels<Channels>> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    float* y = pass.y;
    for (std::size_t pixel = 0, end = size<In>(pass); pixel < end; pixel += In::channels) {
      y = std::copy_n(pass.x + pixel, In::channels, y);
      y = std::fill_n(y, Channels - In::channels, 0.0f);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    const float* dy = pass.dy;
    for (std::size_t pixel = 0, end = size<In>(pass); pixel < end; pixel += In::channels, dy += Channels)
      std::copy_n(dy, In::channels, pass.dx + pixel);
  }

 private:
  template <class In, class Pass>
  static std::size_t size(const Pass& pass) {
    return static_cast<std::size_t>(pass.samples) * In::size;
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
