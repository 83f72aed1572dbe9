// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "cameo/core/pass_context.hpp"

namespace cameo::inline CAMEO_ABI {

/// What a stage that runs sample by sample will read and write for the sample after this one: it fetches that
/// bit by bit (stages/run-inl.hpp) while it computes this one.
struct NextSample {
  struct Range {
    const std::byte* begin = nullptr;
    std::size_t bytes = 0;
  };
  std::array<Range, 3> ranges{};
};

/// One call forward, over `samples` samples. 64 bytes past the end of each buffer in the arena may be read
/// (their values mean nothing). `w` may lie in constant memory: nothing past it is read.
struct ForwardPass {
  int samples;
  const float* x;  ///< (samples, Input)
  const float* w;  ///< parameters, each tensor at a multiple of 16 floats
  float* y;        ///< (samples, Output), overwritten
  const float* prepared = nullptr;
  std::byte* saved = nullptr;  ///< (samples, saved_bytes), overwritten; null when predicting
  float* kept = nullptr;       ///< of the whole batch, overwritten; null when predicting
  float* scratch = nullptr;
  PassContext context{};
  const float* const* inputs = nullptr;  ///< of a join: each input, x the first of them
  NextSample next{};
  int part = 0;  ///< a divisible stage does part `part` of `parts` of its work
  int parts = 1;
};

/// One call backward, over `samples` samples.
struct BackwardPass {
  int samples;
  const float* x;  ///< (samples, Input); null when the stage says that it does not read it
  const float* w;
  const float* y;       ///< (samples, Output); null likewise
  float* dy;            ///< (samples, Output); the stage may overwrite it
  float* dx;            ///< (samples, Input), overwritten, never added to; null when nobody wants it
  float* dw = nullptr;  ///< the stage's sums: added to
  const float* prepared = nullptr;
  const std::byte* saved = nullptr;
  float* kept = nullptr;  ///< of the whole batch; finish_backward may overwrite it
  float* scratch = nullptr;
  PassContext context{};
  const float* const* inputs = nullptr;  ///< of a join: each input
  float* const* dinputs = nullptr;       ///< and the gradient of each, as dx
  NextSample next{};
  int part = 0;  ///< as of ForwardPass
  int parts = 1;
};

}  // namespace cameo::inline CAMEO_ABI
