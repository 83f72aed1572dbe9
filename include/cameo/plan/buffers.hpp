// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "cameo/plan/memory.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// What a plan is made for.
struct PlanOptions {
  int batch = 1;
  bool training = false;
  int threads = 1;
  int label_width = 0;          ///< floats of a sample's label, when training
  bool whole_gradient = false;  ///< the gradient of all parameters stays from one step to the next
  bool absorbed = false;        ///< the loss returns the gradient before the last layer instead of after it
  bool logits = false;          ///< a loss may ask what the last stage made the outputs of, when predicting
};

/// What a buffer in the arena holds.
enum class BufferKind {
  Input,   ///< samples of the batch
  Labels,  ///< labels of the batch
  Output,  ///< activations after a stage
  Saved,  ///< what a stage keeps of each sample from forward to backward, such as the positions of its maxima
  Kept,   ///< what it keeps of the batch, such as its mean
  Prepared,  ///< parameters in the order in which a stage reads them
  ForwardScratch,
  BackwardScratch,
  Sums,            ///< gradients of parameters, added up over samples
  OutputGradient,  ///< gradient of a stage's output
  Addend,          ///< a further part of such a gradient, before it is added: several stages read that output
  Gradient,        ///< gradient of all parameters, laid out as they are
};

constexpr std::string_view buffer_name(BufferKind kind) {
  constexpr std::array<std::string_view, 12> names{
      "input",           "labels",           "output", "saved",           "kept",   "prepared",
      "forward scratch", "backward scratch", "sums",   "output gradient", "addend", "gradient"};
  return names[static_cast<std::size_t>(kind)];
}

/// What has a copy of a buffer of its own.
enum class Copies { One, Sample, Thread, Shard };

/// One buffer of the arena. Time is the stage: forward 0 .. stages - 1, then the loss, then backward from the
/// last stage to the first. A predictor has forward times only.
struct Buffer {
  BufferKind kind{};
  int stage = -1;  ///< -1: of no stage; of an addend, the stage that makes it
  int source = 0;  ///< of an addend: which of the stage's sources
  Copies copies = Copies::One;
  std::size_t stride = 0;  ///< bytes from one copy to the next
  std::size_t bytes = 0;   ///< of all copies
  int first = 0;           ///< time of its first and last use
  int last = 0;
  std::size_t offset = 0;  ///< of the first copy, from the arena's begin, a multiple of 64
};

template <std::size_t Capacity>
struct BufferList {
  std::array<Buffer, Capacity> buffers{};
  std::size_t size = 0;

  constexpr void add(const Buffer& buffer) { buffers[size++] = buffer; }

  /// The first `Count` of them, and `More` empty blocks.
  template <std::size_t Count, std::size_t More = 0>
  constexpr std::array<Block, Count + More> blocks() const {
    std::array<Block, Count + More> found{};
    for (std::size_t i = 0; i < Count; ++i)
      found[i] = {.bytes = buffers[i].bytes, .first = buffers[i].first, .last = buffers[i].last};
    return found;
  }
};

/// The gradient of a batch is added up in so many parts of it, then part after part: the same sums whatever
/// the number of threads, of which backward therefore employs as many for stages that run sample by sample.
/// One thread needs two copies of what it adds up, the first part's and the next one's.
constexpr int shards(const PlanOptions& options) { return (std::min)(options.batch, 4); }
constexpr int shard_copies(const PlanOptions& options) {
  return options.threads == 1 ? (std::min)(shards(options), 2) : shards(options);
}

/// When things happen, and which stages they happen to.
template <int Stages>
struct Schedule {
  PlanOptions options;
  std::array<StageFact, Stages> facts{};
  std::array<int, Stages> group{};  ///< neighbours that run sample by sample, of which only the first may
                                    ///< collect, or one stage of the whole batch; for a batch of one sample,
                                    ///< each stage alone
  std::array<int, Stages> first_of_group{}, last_of_group{};  ///< of the stage's group
  int groups = 0;
  std::array<bool, Stages> backward{};        ///< runs backward
  std::array<int, Stages + 1> last_reader{};  ///< of the output of stage i - 1, forward: the latest stage
  std::array<int, Stages + 1> last_use{};     ///< of the same: the time at which it is read last
  static constexpr int loss_time = Stages;

  std::size_t input = 0;  ///< floats of the network's input

  constexpr Schedule(const std::array<StageFact, Stages>& stage_facts, std::size_t input_floats,
                     const PlanOptions& plan_options)
      : options(plan_options), facts(stage_facts), input(input_floats) {
    last_reader.fill(-1);
    for (int stage = 0; stage < Stages; ++stage) {
      const StageFact& fact = at(facts, stage);
      const bool joins = stage > 0 && fact.by_sample && !fact.collects && at(facts, stage - 1).by_sample &&
                         options.batch > 1;
      at(group, stage) = groups += stage > 0 && !joins;
      at(first_of_group, stage) = joins ? at(first_of_group, stage - 1) : stage;
      for (const int source : fact.sources) {
        at(last_reader, source + 1) = stage;
        if (source >= 0 && at(backward, source)) at(backward, stage) = true;
      }
      if (options.training && fact.trained) at(backward, stage) = true;
    }
    ++groups;
    for (int stage = Stages - 1; stage >= 0; --stage)
      at(last_of_group, stage) = stage + 1 < Stages && at(group, stage + 1) == at(group, stage)
                                     ? at(last_of_group, stage + 1)
                                     : stage;
    if (options.absorbed) at(backward, Stages - 1) = false;
    find_last_uses();
  }

  constexpr int input_count() const {
    int count = 0;
    for (const StageFact& fact : facts) count += fact.sources.count;
    return count;
  }

  constexpr int end() const { return options.training ? 2 * Stages : Stages - 1; }
  constexpr int backward_time(int stage) const { return 2 * Stages - stage; }

  /// The stage whose time it is when a stage first reads its input, and when it makes the gradient of that:
  /// the last one of the group before if it collects, for each sample while that is in the cache.
  constexpr int input_stage(int stage) const { return stage - (at(facts, stage).collects && stage > 0); }
  constexpr int input_gradient_time(int stage) const { return backward_time(input_stage(stage)); }

  /// The stage whose output's gradient the loss makes.
  constexpr int loss_stage() const {
    return options.absorbed ? at(facts, Stages - 1).sources.nodes[0] : Stages - 1;
  }

  /// Somebody wants the gradient of the output of `stage`.
  constexpr bool wants_gradient(int stage) const { return stage >= 0 && at(backward, stage); }

  /// The reader of a stage's output whose backward runs first: it writes the gradient, others are added. -1:
  /// the loss.
  constexpr int first_writer(int stage) const {
    return stage == loss_stage() ? -1 : at(last_reader, stage + 1);
  }

  /// The gradient by source number `slot` of `stage` is an addend.
  constexpr bool adds(int stage, int slot) const {
    const detail::Sources& sources = at(facts, stage).sources;
    const int source = at(sources.nodes, slot);
    if (first_writer(source) != stage) return true;
    for (int before = 0; before < slot; ++before)
      if (at(sources.nodes, before) == source) return true;
    return false;
  }

  /// The output of a stage that collects is computed again from its input, sample by sample, if its own group
  /// alone reads it and backward does: quicker than to write it to memory and to read it from there.
  constexpr bool recomputes(int stage) const {
    const StageFact& fact = at(facts, stage);
    return fact.collects && fact.reads_input && at(backward, stage) && stage < loss_stage() &&
           at(last_use, stage + 1) > loss_time && at(group, at(last_reader, stage + 1)) == at(group, stage);
  }

  /// From where to where a buffer lives that every sample of the groups at these times uses.
  constexpr int group_begin(int time) const {
    if (time < Stages) return at(first_of_group, time);
    return time == loss_time ? time : backward_time(at(last_of_group, 2 * Stages - time));
  }
  constexpr int group_end(int time) const {
    if (time < Stages) return at(last_of_group, time);
    return time == loss_time ? time : backward_time(at(first_of_group, 2 * Stages - time));
  }

 private:
  /// An output lives until the last stage has read it, forward or backward; the last one and the input of an
  /// absorbed layer until the loss.
  constexpr void find_last_uses() {
    last_use = last_reader;
    for (int stage = 0; stage < Stages && options.training; ++stage) {
      const StageFact& fact = at(facts, stage);
      if (!at(backward, stage)) continue;
      if (fact.reads_output) use(stage, backward_time(stage));
      if (fact.reads_input)
        for (const int source : fact.sources) use(source, input_gradient_time(stage));
    }
    use(Stages - 1, options.training ? loss_time : end());
    if (options.absorbed) use(loss_stage(), loss_time);
  }
  constexpr void use(int stage, int time) {
    at(last_use, stage + 1) = (std::max)(at(last_use, stage + 1), time);
  }
};

/// Every buffer of a schedule with its lifetime.
template <int Stages>
struct Buffers {
  static constexpr std::size_t capacity = static_cast<std::size_t>(Stages) * 9 + 3;
  BufferList<capacity> shared;
  /// Of each thread where there are several: as many bytes as one needs. While one thread is at a stage,
  /// another may be at any other of its group.
  BufferList<capacity> of_thread;

  explicit constexpr Buffers(const Schedule<Stages>& s) {
    const bool training = s.options.training;
    add_output(s, BufferKind::Input, -1, s.input);
    if (training)
      add(s, {.kind = BufferKind::Labels, .copies = Copies::Sample, .first = 0, .last = s.loss_time},
          static_cast<std::size_t>(s.options.label_width) * sizeof(float));
    if (s.options.whole_gradient)
      add(s, {.kind = BufferKind::Gradient, .copies = Copies::One, .first = 0, .last = s.end()},
          (s.facts.back().parameter_offset + s.facts.back().parameters) * sizeof(float));
    for (int stage = 0; stage < Stages; ++stage) {
      const StageFact& fact = at(s.facts, stage);
      const StageMemory& need = fact.memory;
      const bool backward = at(s.backward, stage);
      const int before = s.input_stage(stage), then = backward ? s.backward_time(stage) : stage;
      add_output(s, BufferKind::Output, stage, fact.output);
      add(s, {BufferKind::Saved, stage, 0, Copies::Sample, 0, 0, before, fact.collects ? stage : then},
          need.saved_bytes);
      add(s,
          {BufferKind::Kept, stage, 0, Copies::One, 0, 0, stage,
           backward ? s.input_gradient_time(stage) : stage},
          need.kept * sizeof(float));
      add(s,
          {BufferKind::Prepared, stage, 0, Copies::One, 0, 0, 0,
           training ? (std::max)(then, Stages - 1) : s.end()},
          need.prepared * sizeof(float));
      add(s, {BufferKind::ForwardScratch, stage, 0, Copies::Thread, 0, 0, before, before},
          need.forward_scratch * sizeof(float));
      if (!backward) continue;
      add(s, {BufferKind::BackwardScratch, stage, 0, Copies::Thread, 0, 0, then, then},
          need.backward_scratch * sizeof(float));
      add(s, {BufferKind::Sums, stage, 0, fact.by_sample ? Copies::Shard : Copies::One, 0, 0, then, then},
          need.sums * sizeof(float));
      add_gradients(s, stage);
    }
  }

 private:
  /// What only one group reads, and only forward or after computing it again, needs no copy for each sample,
  /// unless a loss reads it.
  constexpr void add_output(const Schedule<Stages>& s, BufferKind kind, int stage, std::size_t floats) {
    const int first = (std::max)(stage, 0), last = at(s.last_use, stage + 1);
    const bool logits = s.options.logits && stage == at(s.facts, Stages - 1).sources.nodes[0];
    const bool passes = stage >= 0 && stage < Stages - 1 && last < Stages && at(s.facts, stage).by_sample &&
                        at(s.group, last) == at(s.group, stage) && !logits;
    const bool again = stage >= 0 && s.recomputes(stage);
    add(s, {kind, stage, 0, passes || again ? Copies::Thread : Copies::Sample, 0, 0, first, last},
        floats * sizeof(float));
  }

  /// The gradient of a stage's output, and the addends that the stage makes.
  constexpr void add_gradients(const Schedule<Stages>& s, int stage) {
    const StageFact& fact = at(s.facts, stage);
    const int then = s.input_gradient_time(stage), writer = s.first_writer(stage);
    const bool passes = writer >= 0 && fact.by_sample && !fact.collects &&
                        at(s.group, s.input_stage(writer)) == at(s.group, stage);
    add(s,
        {BufferKind::OutputGradient, stage, 0, passes ? Copies::Thread : Copies::Sample, 0, 0,
         writer < 0 ? s.loss_time : s.input_gradient_time(writer), then},
        fact.output * sizeof(float));
    for (int slot = 0; slot < fact.sources.count; ++slot) {
      const int source = at(fact.sources.nodes, slot);
      if (s.wants_gradient(source) && s.adds(stage, slot))
        add(s,
            {BufferKind::Addend, stage, slot, fact.by_sample ? Copies::Thread : Copies::Sample, 0, 0, then,
             then},
            at(s.facts, source).output * sizeof(float));
    }
  }

  constexpr void add(const Schedule<Stages>& s, Buffer buffer, std::size_t bytes) {
    if (bytes == 0) return;
    const PlanOptions& o = s.options;
    if (buffer.copies == Copies::Thread && o.threads > 1) {
      buffer.bytes = padded_to_64(bytes);
      return of_thread.add(buffer);
    }
    const int copies = buffer.copies == Copies::Sample  ? o.batch
                       : buffer.copies == Copies::Shard ? shard_copies(o)
                                                        : 1;
    buffer.stride = buffer.copies == Copies::Shard && copies > 1 ? padded_to_64(bytes) + 64 : bytes;
    buffer.bytes = padded_to_64(buffer.stride * static_cast<std::size_t>(copies));
    if (buffer.copies != Copies::Thread) {  // every sample of the group uses it
      buffer.first = s.group_begin(buffer.first);
      buffer.last = s.group_end(buffer.last);
    }
    shared.add(buffer);
  }
};

}  // namespace cameo::inline CAMEO_ABI::plan
