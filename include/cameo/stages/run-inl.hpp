// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/core/pass.hpp"
#include "cameo/plan/stage.hpp"
#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/parts-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

using namespace plan;

/// How a stage runs; specialised for each stage. A specialisation has, all static:
///   forward<training>(const ForwardPass&)           for each sample, or for the batch
///   backward(const BackwardPass&, const Update&)    for each sample, or for the batch
/// and, where RunDefaults will not do:
///   prepare<training>(const float* w, float* prepared)     once a step, before forward
///   begin_backward(const BackwardPass&)                    once a step, for the batch
///   finish_backward(const BackwardPass&, const Update&)    once a step, dw being the sums over all samples
/// and, of a stage that collects, when training:
///   collect(const ForwardPass&)               for each sample, at the end of the group before: saved
///   begin_forward(const ForwardPass&)         once a step, before forward: kept, from what all saved
///   backward_to_input(const BackwardPass&)    for each sample, after finish_backward: dx, not made before
/// Gradients of parameters are either added to pass.dw, which are the stage's sums, zeros at first, and given
/// to `update` by finish_backward; or given at once, after every other use of those parameters: update(d,
/// offset, vector), update.first_lanes(d, offset, vector, count) and update.range(offset, values, count),
/// where `offset` counts from the stage's first parameter. Tensors that decay (ParameterSpec::decays) are
/// given to update.decayed(true).
template <class Stage>
struct Run;

struct RunDefaults {
  template <bool Training>
  static void prepare(const float*, float*) {}

  static void begin_backward(const BackwardPass&) {}

  static void collect(const ForwardPass&) {}
  static void begin_forward(const ForwardPass&) {}
  static void backward_to_input(const BackwardPass&) {}

  template <class Update>
  static void finish_backward(const BackwardPass&, const Update&) {}
};

/// What a part of a call computes: the samples of a range, and of each its part `part` of `parts`.
struct Share : Range {
  int part = 0, parts = 1;
};

/// A part of every sample, or neighbouring samples.
inline Share share_of(const ForwardPass& pass, bool within_samples) {
  if (within_samples) return {{0, pass.samples}, pass.part, pass.parts};
  return {part_of(pass.samples, pass.part, pass.parts)};
}

/// Fetches, before the part from/of .. to/of of a stage's work, as much of what the next sample needs: .93 of
/// the time of the flagship's training step.
HWY_INLINE void fetch(const NextSample& next, int from, int to, int of) {
  for (const auto& [begin, bytes] : next.ranges) {
    const int lines = static_cast<int>(bytes / 64), each = (lines + of - 1) / of;
    for (int line = from * each, end = (std::min)(to * each, lines); line < end; ++line)
      fetch(begin + line * 64);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
