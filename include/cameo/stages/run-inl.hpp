// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/plan/stage.hpp"
#include "cameo/simd/compat-inl.hpp"

namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// How a stage runs; specialised for each stage. A specialisation has, all static:
///   prepare(const float* w, float* prepared)                 once a step, before forward
///   forward<training>(const ForwardPass&)                    for each sample, or once for the batch
///   begin_backward(const BackwardPass&)                      once a step: clears what backward adds up
///   backward(const BackwardPass&, const Update&)             for each sample, or once for the batch
///   finish_backward(const BackwardPass&)                     once a step: writes dw
/// A stage with memory.gradient == 0 gives its gradients to `update` instead, tile by tile:
///   update(d, offset, gradient vector) and update.some(d, offset, gradient vector, count), where `offset`
///   counts from
/// the stage's first parameter, after every other use of those parameters.
template <class Stage>
struct Run;

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
