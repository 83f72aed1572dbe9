// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/pass_context.hpp"
#include "cameo/simd/compat-inl.hpp"

namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// How one layer computes, for layers that no fused stage covers; specialised for each layer, yours too:
///
///   template <> struct Kernel<MyLayer> {
///     template <class In>
///     static void forward(const float* x,    // (samples, In)
///                         const float* w,    // parameters, each tensor at a multiple of 16 floats
///                         float* y,          // (samples, Out)
///                         int samples, const PassContext& context);
///     template <class In>
///     static void backward(const float* x, const float* w, const float* y,
///                          const float* dy,  // (samples, Out)
///                          float* dx,        // (samples, In); null when nobody wants it
///                          float* dw,        // as w, summed over the samples; both overwritten, never added
///                          to int samples, const PassContext& context);
///   };
template <class Layer>
struct Kernel;

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
