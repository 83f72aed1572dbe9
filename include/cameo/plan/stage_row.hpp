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
  Place output, saved, kept, prepared, forward_scratch, backward_scratch, sums, gradient;
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
    Place network_input;
    for (const Buffer& buffer : map) {
      const Place place{buffer.offset, buffer.stride, buffer.copies};
      if (buffer.kind == BufferKind::Input) network_input = place;
      if (buffer.stage < 0) continue;
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
        default:
          break;
      }
    }
    int next = 0;
    for (int stage = 0; stage < Stages; ++stage) {
      const StageFact& fact = at(schedule.facts, stage);
      StageRow& row = at(stages, stage);
      row.parameter_offset = fact.parameter_offset;
      row.sums_size = fact.memory.sums;
      row.work = fact.work;
      at(stages, at(schedule.first_of_group, stage)).group_work += fact.work;
      row.first_input = next;
      row.inputs = fact.sources.count;
      row.first_of_group = at(schedule.first_of_group, stage);
      row.end_of_group = at(schedule.last_of_group, stage) + 1;
      row.by_sample = fact.by_sample;
      row.descends = at(schedule.group, stage) % 2 == 1;
      row.divisible = fact.divisible;
      row.collects = fact.collects;
      row.recomputes = schedule.recomputes(stage);
      row.backward = at(schedule.backward, stage);
      row.fetches_next = at(fetches_next, stage);
      row.begins_chain = fact.sources.nodes[0] < at(schedule.first_of_group, stage);
      for (int slot = 0; slot < fact.sources.count; ++slot) {
        const int source = at(fact.sources.nodes, slot);
        InputRow& input = at(inputs, next++);
        input.values = source < 0 ? network_input : at(stages, source).output;
        input.size = source < 0 ? schedule.input : at(schedule.facts, source).output;
        if (!row.backward || !schedule.wants_gradient(source)) continue;
        const bool adds = schedule.adds(stage, slot);
        (adds ? input.added_to : input.gradient) = at(stages, source).gradient;
      }
    }
    for (const Buffer& buffer : map)
      if (buffer.kind == BufferKind::Addend)
        at(inputs, at(stages, buffer.stage).first_input + buffer.source).gradient = {
            buffer.offset, buffer.stride, buffer.copies};
  }
};

}  // namespace cameo::inline CAMEO_ABI::plan
