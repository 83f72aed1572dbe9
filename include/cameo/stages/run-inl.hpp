// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/plan/stage.hpp"
#include "cameo/simd/compiler-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// How a stage runs; specialised for each stage. A specialisation has, all static:
///   prepare<training>(const float* w, float* prepared)   once a step, before forward
///   forward<training>(const ForwardPass&)                for each sample, or for the batch
///   begin_backward(const BackwardPass&)                  for each shard of the batch, or for it: clears sums
///   backward(const BackwardPass&, const Update&)         for each sample, or for the batch
///   merge(float* scratch, const float* other)            adds another shard's sums to these
///   finish_backward(const BackwardPass&)                 once a step: writes dw
/// A stage with memory.gradient == 0 gives its gradients to `update` instead, tile by tile, after every other
/// use of those parameters: update(d, offset, vector) and update.some(d, offset, vector, count), where
/// `offset` counts from the stage's first parameter.
template <class Stage>
struct Run;

/// Fetches, before the part from/of .. to/of of a stage's work, as much of what the next sample needs. A
/// training step of the flagship: 12.7 -> 11.8 ms (AMD Zen 4).
HWY_INLINE void fetch(const NextSample& next, int from, int to, int of) {
  for (const auto& [begin, bytes] : next.ranges) {
    const int lines = static_cast<int>(bytes / 64), each = (lines + of - 1) / of;
    for (int line = from * each, end = std::min(to * each, lines); line < end; ++line)
      fetch(begin + line * 64);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
