// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cameo/core/pass_context.hpp"
#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// What a stage needs in the arena, in floats unless it says bytes. A stage is one run of layers that is
/// computed together; `Run<Stage>` (stages/run-inl.hpp) computes it.
struct StageMemory {
  std::size_t saved_bytes = 0;  ///< for each sample: kept from forward to backward, beside input and output
  std::size_t prepared = 0;     ///< made from the parameters, for a training step or as long as they stay
  std::size_t forward_scratch = 0;   ///< while the stage runs forward
  std::size_t backward_scratch = 0;  ///< from begin_backward to finish_backward
  std::size_t gradient = 0;          ///< gradient of its parameters; 0 when it updates its parameters itself
};

/// What a stage that runs sample by sample will read and write for the sample after this one: it fetches that
/// bit by bit (stages/run-inl.hpp) while it computes this one.
struct NextSample {
  struct Range {
    const std::byte* begin = nullptr;
    std::size_t bytes = 0;
  };
  std::array<Range, 3> ranges{};
};

/// One run forward over `samples` samples. 64 bytes past the end of each buffer in the arena may be read
/// (their values mean nothing). `w` may lie in constant memory: nothing past it is read.
struct ForwardPass {
  int samples;
  const float* x;  ///< (samples, Input)
  const float* w;  ///< the stage's parameters
  const float* prepared;
  float* y;          ///< (samples, Output), overwritten
  std::byte* saved;  ///< (samples, saved_bytes), overwritten; null when predicting
  float* scratch;
  PassContext context;
  NextSample next{};
  int part = 0;  ///< a divisible stage does part `part` of `parts` of its work
  int parts = 1;
};

/// One run backward over `samples` samples.
struct BackwardPass {
  int samples;
  const float* x;
  const float* w;
  const float* prepared;
  const float* y;
  const std::byte* saved;
  float* dy;  ///< (samples, Output); the stage may overwrite it
  float* dx;  ///< (samples, Input), overwritten, never added to; null when nobody wants it
  float* dw;  ///< gradient of the parameters, overwritten by finish_backward, laid out as they are
  float* scratch;
  PassContext context;
  NextSample next{};
  int part = 0;  ///< as of ForwardPass
  int parts = 1;
};

/// A description of a stage, empty and constexpr.
///   Input, Output   shapes
///   layers          how many layers of the network it covers
///   parameters      floats of its parameters, padding included
///   by_sample       true: run sample by sample, so that an image stays in the cache through such stages
///   divisible       of stages that take the whole batch: true when threads may share one call, part by part
///   memory          what it needs; `memory<true>` for training, `memory<false>` for predicting
///   algorithm       one or two words for summary()
template <class S>
concept Stage = requires {
  typename S::Input;
  typename S::Output;
  { S::layers } -> std::convertible_to<int>;
  { S::parameters } -> std::convertible_to<std::size_t>;
  { S::by_sample } -> std::convertible_to<bool>;
  { S::divisible } -> std::convertible_to<bool>;
  { S::template memory<true> } -> std::convertible_to<StageMemory>;
  { S::algorithm } -> std::convertible_to<std::string_view>;
};

}  // namespace cameo::inline CAMEO_ABI
