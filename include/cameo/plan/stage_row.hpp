// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "cameo/plan/buffers.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// Where a buffer lies, for the calls that use it.
struct Place {
  std::size_t offset = 0;
  std::size_t stride = 0;  ///< bytes from one copy to the next; 0: there is no such buffer
  Copies copies = Copies::One;
};

/// One input of a stage.
struct InputRow {
  Place values;
  Place gradient;        ///< what the stage's backward writes: the gradient of the input, or an addend to it
  Place added_to;        ///< of an addend: the gradient
  std::size_t size = 0;  ///< floats of one sample
};

/// All that a pass looks up for one stage.
struct StageRow {
  std::size_t parameter_offset = 0;
  std::size_t sums_size = 0;    ///< floats
  std::int64_t work = 0;        ///< StageFact::work
  std::int64_t group_work = 0;  ///< of all stages of the group that this one begins
  Place output{}, saved{}, kept{}, prepared{}, forward_scratch{}, backward_scratch{}, sums{}, gradient{};
  int first_input = 0, inputs = 0;  ///< in the table of InputRow
  int first_of_group = 0;
  int end_of_group = 0;  ///< one past the group's last stage
  bool by_sample = false;
  bool descends = false;  ///< its group takes samples from the last to the first, as every other group does:
                          ///< the cache holds the last ones of the group before
  bool divisible = false;
  bool collects = false;
  bool recomputes = false;  ///< its output is computed again before the backward pass of its group
  bool backward = false;
  bool fetches_next = false;
  bool begins_chain = false;  ///< no stage of its group makes its first input
};

/// The rows of a plan, filled from its schedule and the buffers where they lie.
template <int Stages, int Inputs>
struct StageRows {
  std::array<StageRow, Stages> stages{};
  std::array<InputRow, Inputs> inputs{};

  template <class MemoryMap>
  constexpr StageRows(const Schedule<Stages>& schedule, const std::array<bool, Stages>& fetches_next,
                      const MemoryMap& map) {
    for (int stage = 0, next = 0; stage < Stages; next += at(stages, stage++).inputs)
      describe(schedule, stage, next, at(fetches_next, stage));
    Place network_input;
    for (const Buffer& buffer : map) {
      const Place place{buffer.offset, buffer.stride, buffer.copies};
      if (buffer.kind == BufferKind::Input) network_input = place;
      if (buffer.stage >= 0) put(buffer, place);
    }
    for (int stage = 0; stage < Stages; ++stage) connect_inputs(schedule, stage, network_input);
  }

 private:
  /// What the schedule says of a stage.
  constexpr void describe(const Schedule<Stages>& schedule, int stage, int first_input, bool fetches_next) {
    const StageFact& fact = at(schedule.facts, stage);
    const int first = at(schedule.first_of_group, stage);
    at(stages, stage) = {.parameter_offset = fact.parameter_offset,
                         .sums_size = fact.memory.sums,
                         .work = fact.work,
                         .first_input = first_input,
                         .inputs = fact.sources.count,
                         .first_of_group = first,
                         .end_of_group = at(schedule.last_of_group, stage) + 1,
                         .by_sample = fact.by_sample,
                         .descends = at(schedule.group, stage) % 2 == 1,
                         .divisible = fact.divisible,
                         .collects = fact.collects,
                         .recomputes = schedule.recomputes(stage),
                         .backward = at(schedule.backward, stage),
                         .fetches_next = fetches_next,
                         .begins_chain = fact.sources.nodes[0] < first};
    at(stages, first).group_work += fact.work;
  }

  /// Where a buffer of a stage lies.
  constexpr void put(const Buffer& buffer, const Place& place) {
    StageRow& row = at(stages, buffer.stage);
    switch (buffer.kind) {
      case BufferKind::Output:
        row.output = place;
        break;
      case BufferKind::Saved:
        row.saved = place;
        break;
      case BufferKind::Kept:
        row.kept = place;
        break;
      case BufferKind::Prepared:
        row.prepared = place;
        break;
      case BufferKind::ForwardScratch:
        row.forward_scratch = place;
        break;
      case BufferKind::BackwardScratch:
        row.backward_scratch = place;
        break;
      case BufferKind::Sums:
        row.sums = place;
        break;
      case BufferKind::OutputGradient:
        row.gradient = place;
        break;
      case BufferKind::Addend:
        at(inputs, row.first_input + buffer.source).gradient = place;
        break;
      default:
        break;
    }
  }

  /// Once all buffers are placed: where a stage's inputs lie, and where their gradients go.
  constexpr void connect_inputs(const Schedule<Stages>& schedule, int stage, const Place& network_input) {
    const StageRow& row = at(stages, stage);
    for (int slot = 0; slot < row.inputs; ++slot) {
      const int source = at(at(schedule.facts, stage).sources.nodes, slot);
      InputRow& input = at(inputs, row.first_input + slot);
      input.values = source < 0 ? network_input : at(stages, source).output;
      input.size = source < 0 ? schedule.input : at(schedule.facts, source).output;
      if (!row.backward || !schedule.wants_gradient(source)) continue;
      (schedule.adds(stage, slot) ? input.added_to : input.gradient) = at(stages, source).gradient;
    }
  }
};

}  // namespace cameo::inline CAMEO_ABI::plan
