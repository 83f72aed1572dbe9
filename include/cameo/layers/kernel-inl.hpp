// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/pass.hpp"
#include "cameo/simd/compat-inl.hpp"

namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// How one layer computes, for layers that no fused stage covers; specialised for each layer, yours too. What
/// `pass` holds: core/pass.hpp.
///
///   template <> struct Kernel<MyLayer> {
///     template <class In>
///     static void forward(const ForwardPass& pass);    // overwrites pass.y, and pass.saved when training
///     template <class In>
///     static void backward(const BackwardPass& pass);  // overwrites pass.dx unless null, adds to pass.dw
///   };
///
/// A layer with a state of its own, such as a moving mean, has a parameter that is not trainable but has a
/// moving_rate: backward adds each sample's value to its dw.
template <class Layer>
struct Kernel {
  static_assert(!sizeof(Layer),
                "Kernel: this layer has none; specialize cameo::HWY_NAMESPACE::Kernel for it");
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
