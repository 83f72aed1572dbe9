// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cameo/net/graph.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// What a stage needs in the arena, in floats unless it says bytes. A stage is one run of layers that is
/// computed together; `Run<Stage>` (stages/run-inl.hpp) computes it.
struct StageMemory {
  std::size_t saved_bytes = 0;  ///< for each sample: kept from forward to backward, beside input and output;
                                ///< of a stage that collects, from collect to begin_forward
  std::size_t kept = 0;         ///< once for the batch: kept from forward to backward
  std::size_t prepared = 0;     ///< made from the parameters, for a training step or as long as they stay
  std::size_t forward_scratch = 0;   ///< while it runs forward
  std::size_t backward_scratch = 0;  ///< while it runs backward, and in finish_backward
  std::size_t sums = 0;              ///< added up over the samples of a batch: zeros before the first
};

/// Stands where no layer is: behind the last layer of a run, or for one that a stage lacks.
struct NoLayer {};

/// A description of a stage, empty and constexpr.
///   Input, Output   shapes; Input of a join is that of its first branch
///   layers          how many layers of the network it covers
///   parameters      floats of its parameters, padding included
///   trained         an optimizer changes some of them
///   by_sample       true: run sample by sample, so that an image stays in the cache through such stages
///   divisible       threads may share one call, part by part: of the whole batch, or forward of a sample
///   collects        of stages that run by sample: true when they need something of the whole batch before
///                   the first sample, forward and backward
///   reads_input     backward reads the input; what it does not read need not stay in memory
///   reads_output    backward reads the output
///   fetches_next    it fetches what the next sample needs (NextSample)
///   memory          what it needs; `memory<true>` for training, `memory<false>` for predicting
///   algorithm       one or two words for summary()
template <class StageType>
concept Stage = requires {
  typename StageType::Input;
  typename StageType::Output;
  { StageType::layers } -> std::convertible_to<int>;
  { StageType::parameters } -> std::convertible_to<std::size_t>;
  { StageType::trained } -> std::convertible_to<bool>;
  { StageType::by_sample } -> std::convertible_to<bool>;
  { StageType::divisible } -> std::convertible_to<bool>;
  { StageType::collects } -> std::convertible_to<bool>;
  { StageType::reads_input } -> std::convertible_to<bool>;
  { StageType::reads_output } -> std::convertible_to<bool>;
  { StageType::fetches_next } -> std::convertible_to<bool>;
  { StageType::template memory<true> } -> std::convertible_to<StageMemory>;
  { StageType::algorithm } -> std::convertible_to<std::string_view>;
};

/// The same as values, for one stage in its place: all that the planner knows.
struct StageFact {
  int first_layer = 0;
  int layers = 1;
  detail::Sources sources;           ///< stages that it reads; -1 is the network's input
  std::size_t output = 0;            ///< floats of one sample
  std::int64_t work = 0;             ///< of one sample forward: multiply-adds, a float written counted as 8
  std::size_t parameter_offset = 0;  ///< floats from the network's first parameter
  std::size_t parameters = 0;
  bool trained = false;
  bool by_sample = true;
  bool divisible = false;
  bool collects = false;
  bool reads_input = true;
  bool reads_output = true;
  StageMemory memory;
};

}  // namespace cameo::inline CAMEO_ABI::plan
