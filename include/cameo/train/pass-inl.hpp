// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <span>

#include "cameo/core/random.hpp"
#include "cameo/plan/plan.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/stages/activated_add-inl.hpp"
#include "cameo/stages/conv_block-inl.hpp"
#include "cameo/stages/dense_block-inl.hpp"
#include "cameo/stages/folded_layer_stage-inl.hpp"
#include "cameo/stages/layer_stage-inl.hpp"
#include "cameo/stages/normalization_block-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// What runs the stages of a plan, in their order: a pass calls them one after another. Stages of one type
/// share their code, however many a network has.
using PrepareCall = void (*)(const float* w, float* prepared);
using ForwardCall = void (*)(const ForwardPass&);
template <bool Training, class... Stages>
constexpr std::array<PrepareCall, sizeof...(Stages)> prepare_calls(StageList<Stages...>) {
  return {&Run<Stages>::template prepare<Training>...};
}
template <bool Training, class... Stages>
constexpr std::array<ForwardCall, sizeof...(Stages)> forward_calls(StageList<Stages...>) {
  return {&Run<Stages>::template forward<Training>...};
}

template <class... Stages>
constexpr std::array<ForwardCall, sizeof...(Stages)> collect_calls(StageList<Stages...>) {
  return {&Run<Stages>::collect...};
}
template <class... Stages>
constexpr std::array<ForwardCall, sizeof...(Stages)> begin_forward_calls(StageList<Stages...>) {
  return {&Run<Stages>::begin_forward...};
}

template <class Update>
struct BackwardCalls {
  void (*begin)(const BackwardPass&) = nullptr;
  void (*run)(const BackwardPass&, const Update&) = nullptr;
  void (*finish)(const BackwardPass&, const Update&) = nullptr;
  void (*to_input)(const BackwardPass&) = nullptr;
};
template <class Update, bool RunsBackward, class Stage>
constexpr BackwardCalls<Update> backward_calls_of() {
  if constexpr (RunsBackward)
    return {&Run<Stage>::begin_backward, &Run<Stage>::template backward<Update>,
            &Run<Stage>::template finish_backward<Update>, &Run<Stage>::backward_to_input};
  else
    return {};
}
template <class Update, class Plan, int... Stage, class... Stages>
constexpr std::array<BackwardCalls<Update>, sizeof...(Stages)> backward_calls(
    std::integer_sequence<int, Stage...>, StageList<Stages...>) {
  return {backward_calls_of<Update, at(Plan::schedule.backward, Stage), Stages>()...};
}

/// A plan as the values that its passes look up. With them a pass is the same code for every network.
struct PassTable {
  std::span<const StageRow> stages;
  std::span<const InputRow> inputs;
  const PrepareCall* prepare;
  const ForwardCall *forward, *collect, *begin_forward;
  bool training;
  int threads, shards, shard_copies;
};

template <class Plan>
struct PassCalls {
  static constexpr auto prepare = prepare_calls<Plan::options.training>(typename Plan::Lowering::Stages());
  static constexpr auto forward = forward_calls<Plan::options.training>(typename Plan::Lowering::Stages());
  static constexpr auto collect = collect_calls(typename Plan::Lowering::Stages());
  static constexpr auto begin_forward = begin_forward_calls(typename Plan::Lowering::Stages());
  template <class Update>
  static constexpr auto backward = backward_calls<Update, Plan>(
      std::make_integer_sequence<int, Plan::stages>(), typename Plan::Lowering::Stages());
  static constexpr PassTable table{Plan::rows.stages,
                                   Plan::rows.inputs,
                                   prepare.data(),
                                   forward.data(),
                                   collect.data(),
                                   begin_forward.data(),
                                   Plan::options.training,
                                   Plan::options.threads,
                                   plan::shards(Plan::options),
                                   plan::shard_copies(Plan::options)};
};

/// The passes of a plan over its arena: forward group by group, backward in reverse. A group that runs sample
/// by sample takes each sample through all of its stages before the next. If the group behind it begins with
/// a stage that collects, that stage reads each sample at the end of this group, and makes the gradient of
/// each at its begin. `Team` runs parts of the work, which never change a result: each sum is added up in an
/// order that does not depend on threads.
template <class Team>
class PassOver {
 public:
  PassOver(const PassTable& table, const float* parameters, std::byte* arena, int samples,
           PassContext context, Team& team)
      : table_(table),
        parameters_(parameters),
        arena_(arena),
        samples_(samples),
        context_(context),
        team_(team) {}

  /// What the stages make of the parameters. It stays until these change or a pass runs backward.
  void prepare() const {
    for (int stage = 0; stage < stages(); ++stage)
      table_.prepare[stage](parameters_ + row(stage).parameter_offset, pointer(row(stage).prepared, {}));
  }

  void forward() const {
    collect_all(0);
    for (int first = 0; first < stages(); first = row(first).end_of_group) forward_group(first);
  }

  /// `update` is Update<Optimizer> of the whole network; stages are updated as their gradients are complete.
  template <class Update>
  void backward(const BackwardCalls<Update>* calls, const Update& update) const {
    for (int last = stages() - 1; last >= 0; last = row(last).first_of_group - 1)
      backward_group(calls, row(last).first_of_group, last, update);
  }

 private:
  /// Which copies of its buffers a call uses, and which share of the batch it computes.
  struct Share {
    int sample = 0;  ///< the first one
    int step = 1;    ///< to the one that the same thread is expected to take next
    int samples = 1;
    int thread = 0;
    int shard = 0;
    int part = 0;
    int parts = 1;
  };

  /// Pointers to the inputs of a stage and to their gradients.
  struct Inputs {
    std::array<const float*, max_branches> values;
    std::array<float*, max_branches> gradients;
  };

  int stages() const { return static_cast<int>(table_.stages.size()); }
  const StageRow& row(int stage) const { return at(table_.stages, stage); }
  const InputRow& input(const StageRow& row, int slot) const {
    return at(table_.inputs, row.first_input + slot);
  }

  HWY_NOINLINE std::byte* bytes(const Place& place, const Share& share) const {
    if (place.stride == 0) return nullptr;
    const int copy = place.copies == Copies::Sample   ? share.sample
                     : place.copies == Copies::Thread ? share.thread
                     : place.copies == Copies::Shard  ? share.shard
                                                      : 0;
    return arena_ + place.offset + static_cast<std::size_t>(copy) * place.stride;
  }
  float* pointer(const Place& place, const Share& share) const {
    return reinterpret_cast<float*>(bytes(place, share));
  }

  /// A sample's part of a buffer; nothing if there is no such sample or samples share the buffer.
  NextSample::Range range_of(const Place& place, int sample) const {
    if (place.copies != Copies::Sample || sample < 0 || sample >= samples_) return {};
    return {arena_ + place.offset + static_cast<std::size_t>(sample) * place.stride, place.stride};
  }

  /// The input only where no stage of the group makes it. Another thread takes each sample between.
  NextSample next_forward(const StageRow& row, const Share& share) const {
    const int sample = share.sample + share.step;
    if (!table_.training || !row.fetches_next) return {};
    const Place& input = this->input(row, 0).values;
    return {{row.begins_chain ? range_of(input, sample) : NextSample::Range{}, range_of(row.output, sample),
             range_of(row.saved, sample)}};
  }

  NextSample next_backward(const StageRow& row, const Share& share) const {
    const int sample = share.sample + share.step;
    if (!row.fetches_next) return {};
    return {{range_of(input(row, 0).values, sample), range_of(row.gradient, sample),
             range_of(row.saved, sample)}};
  }

  PassContext context(int stage, const Share& share) const {
    PassContext of_stage = context_;
    of_stage.key = random_bits(context_.key, static_cast<std::uint64_t>(stage));
    of_stage.first_sample += share.sample;
    return of_stage;
  }

  Inputs inputs(const StageRow& row, const Share& share) const {
    Inputs found;
    for (int i = 0; i < row.inputs; ++i) {
      const InputRow& input = this->input(row, i);
      at(found.values, i) = pointer(input.values, share);
      at(found.gradients, i) = pointer(input.gradient, share);
    }
    return found;
  }

  HWY_NOINLINE void run(ForwardCall call, int stage, const Share& share) const {
    const StageRow& row = this->row(stage);
    const Inputs inputs = this->inputs(row, share);
    call({.samples = share.samples,
          .x = inputs.values[0],
          .w = parameters_ + row.parameter_offset,
          .y = pointer(row.output, share),
          .prepared = pointer(row.prepared, share),
          .saved = bytes(row.saved, share),
          .kept = pointer(row.kept, share),
          .scratch = pointer(row.forward_scratch, share),
          .context = context(stage, share),
          .inputs = inputs.values.data(),
          .next = next_forward(row, share),
          .part = share.part,
          .parts = share.parts});
  }
  void run_forward(int stage, const Share& share) const { run(table_.forward[stage], stage, share); }

  /// Of a stage that collects, if there is such a stage.
  bool collects(int stage) const { return stage < stages() && row(stage).collects && context_.training; }
  void collect(int stage, const Share& share) const {
    if (collects(stage)) run(table_.collect[stage], stage, share);
  }
  HWY_NOINLINE void collect_all(int stage) const {
    if (collects(stage))
      this->share(stage, samples_, [=, this](int sample, int thread) {
        collect(stage, {.sample = sample, .thread = thread});
      });
  }

  BackwardPass backward_pass(int stage, const Share& share, const Inputs& inputs) const {
    const StageRow& row = this->row(stage);
    return {.samples = share.samples,
            .x = inputs.values[0],
            .w = parameters_ + row.parameter_offset,
            .y = pointer(row.output, share),
            .dy = pointer(row.gradient, share),
            .dx = inputs.gradients[0],
            .dw = pointer(row.sums, share),
            .prepared = pointer(row.prepared, share),
            .saved = bytes(row.saved, share),
            .kept = pointer(row.kept, share),
            .scratch = pointer(row.backward_scratch, share),
            .context = context(stage, share),
            .inputs = inputs.values.data(),
            .dinputs = inputs.gradients.data(),
            .next = next_backward(row, share),
            .part = share.part,
            .parts = share.parts};
  }

  template <class Update>
  void run_backward(const BackwardCalls<Update>* calls, int stage, const Share& share,
                    const Update& update) const {
    const Inputs inputs = this->inputs(row(stage), share);
    calls[stage].run(backward_pass(stage, share, inputs), update.from(row(stage).parameter_offset));
  }

  /// Gradients that several readers of a value have: what this stage made is added to what is there.
  void add_gradients(int stage, const Share& share) const {
    for (int i = 0; i < row(stage).inputs; ++i) {
      const InputRow& input = this->input(row(stage), i);
      if (input.added_to.stride == 0) continue;
      add(pointer(input.added_to, share), pointer(input.gradient, share),
          input.size * static_cast<std::size_t>(share.samples));
    }
  }

  static void add(float* to, const float* addend, std::size_t count) { map(count, to, Sum{}, to, addend); }

  void forward_group(int first) const {
    const int end = row(first).end_of_group;
    if (collects(first)) run(table_.begin_forward[first], first, {.samples = samples_});
    if (row(first).by_sample) {
      const bool descends = row(first).descends;
      share(first, samples_, [=, this](int turn, int thread) {
        const Share one{.sample = descends ? samples_ - 1 - turn : turn,
                        .step = descends ? -table_.threads : table_.threads,
                        .thread = thread};
        for (int stage = first; stage < end; ++stage) run_forward(stage, one);
        collect(end, one);
      });
    } else {
      const int parts = this->parts(first);
      team_.run(parts, [=, this](int part, int thread) {
        run_forward(first, {.samples = samples_, .thread = thread, .part = part, .parts = parts});
      });
      collect_all(end);
    }
  }

  /// The parts of a group's work, by the team where that pays.
  template <class Function>
  void share(int first, int parts, const Function& f) const {
    if (worth_sharing(first))
      team_.run(parts, f);
    else
      for (int part = 0; part < parts; ++part) f(part, 0);
  }
  bool worth_sharing(int first) const { return row(first).group_work * samples_ >= Team::least_work; }
  int parts(int stage) const { return row(stage).divisible && worth_sharing(stage) ? table_.threads : 1; }

  template <class Update>
  void backward_group(const BackwardCalls<Update>* calls, int first, int last, const Update& update) const {
    if (row(first).by_sample) {
      backward_by_shard(calls, first, last, update);
    } else {
      if (collects(last + 1))
        share(last + 1, samples_, [=, this](int sample, int thread) {
          backward_to_input(calls, last + 1, {.sample = sample, .thread = thread});
        });
      if (row(first).backward) backward_by_part(calls, first, update);
    }
    for (int stage = first; stage <= last; ++stage)
      if (row(stage).backward) {
        const Share all{.samples = samples_};
        const Inputs inputs = this->inputs(row(stage), all);
        calls[stage].finish(backward_pass(stage, all, inputs), update.from(row(stage).parameter_offset));
      }
  }

  template <class Update>
  void backward_by_part(const BackwardCalls<Update>* calls, int stage, const Update& update) const {
    const Share all{.samples = samples_};
    calls[stage].begin(backward_pass(stage, all, inputs(row(stage), all)));
    const int parts = this->parts(stage);
    team_.run(parts, [&, this](int part, int thread) {
      run_backward(calls, stage, {.samples = samples_, .thread = thread, .part = part, .parts = parts},
                   update);
    });
    add_gradients(stage, all);
  }

  /// What the backward pass of a stage that collects left.
  template <class Update>
  HWY_NOINLINE void backward_to_input(const BackwardCalls<Update>* calls, int stage,
                                      const Share& share) const {
    if (!collects(stage)) return;
    calls[stage].to_input(backward_pass(stage, share, inputs(row(stage), share)));
    add_gradients(stage, share);
  }

  /// Each shard of the batch adds up its own gradients; then they are added one after another to the first's.
  template <class Update>
  void backward_by_shard(const BackwardCalls<Update>* calls, int first, int last,
                         const Update& update) const {
    share(first, table_.shards, [&, this](int shard, int thread) {
      const int copy = (std::min)(shard, table_.shard_copies - 1);
      backward_of_shard(calls, first, last, shard, copy, thread, update);
      if (table_.threads == 1 && shard > 0) merge(first, last, copy);
    });
    if (table_.threads > 1)
      for (int copy = 1; copy < table_.shards; ++copy) merge(first, last, copy);
  }

  template <class Update>
  void backward_of_shard(const BackwardCalls<Update>* calls, int first, int last, int shard, int copy,
                         int thread, const Update& update) const {
    Share share{.thread = thread, .shard = copy};
    for (int stage = first; stage <= last; ++stage)
      std::fill_n(pointer(row(stage).sums, share), row(stage).backward ? row(stage).sums_size : 0, 0.0f);
    const bool descends = row(first).descends;
    const int place = descends ? table_.shards - 1 - shard : shard, begin = place * samples_ / table_.shards,
              end = (place + 1) * samples_ / table_.shards;
    share.step = descends ? -1 : 1;
    share.sample = descends ? end - 1 : begin;
    for (int sample = begin; sample < end; ++sample, share.sample += share.step) {
      backward_to_input(calls, last + 1, share);
      if (row(first).recomputes) run_forward(first, share);
      for (int stage = last; stage >= first; --stage)
        if (row(stage).backward) {
          run_backward(calls, stage, share, update);
          if (!row(stage).collects) add_gradients(stage, share);
        }
    }
  }

  void merge(int first, int last, int copy) const {
    for (int stage = first; stage <= last; ++stage)
      if (row(stage).backward && row(stage).sums_size > 0)
        add(pointer(row(stage).sums, {.shard = 0}), pointer(row(stage).sums, {.shard = copy}),
            row(stage).sums_size);
  }

  const PassTable& table_;
  const float* parameters_;
  std::byte* arena_;
  int samples_;
  PassContext context_;
  Team& team_;
};

/// The passes of one plan.
template <class Plan, class Team>
class Pass {
 public:
  Pass(const float* parameters, std::byte* arena, int samples, PassContext context, Team& team)
      : over_(PassCalls<Plan>::table, parameters, arena, samples, context, team) {}

  void prepare() const { over_.prepare(); }
  void forward() const { over_.forward(); }
  template <class Update>
  void backward(const Update& update) const {
    over_.backward(PassCalls<Plan>::template backward<Update>.data(), update);
  }

  /// The batch in an arena: samples, labels, the network's outputs, and the gradient that the loss makes.
  static float* input(std::byte* arena) { return floats<BufferKind::Input, -1>(arena); }
  static float* labels(std::byte* arena) { return floats<BufferKind::Labels, -1>(arena); }
  static const float* output(std::byte* arena) { return floats<BufferKind::Output, Plan::stages - 1>(arena); }
  /// What the last stage made the outputs of, such as logits; null where no sample has a place of its own for
  /// them.
  static const float* last_input(std::byte* arena) {
    constexpr Buffer buffer =
        Plan::memory_map.find(BufferKind::Output, Plan::Lowering::facts.back().sources.nodes[0]);
    return buffer.copies == Copies::Sample && buffer.bytes > 0
               ? reinterpret_cast<float*>(arena + buffer.offset)
               : nullptr;
  }
  static float* loss_gradient(std::byte* arena) {
    return floats<BufferKind::OutputGradient, Plan::schedule.loss_stage()>(arena);
  }
  /// The gradient of all parameters, where the plan has a buffer for it.
  static float* gradient(std::byte* arena) { return floats<BufferKind::Gradient, -1>(arena); }
  static const float* gradient(const std::byte* arena) {
    return floats<BufferKind::Gradient, -1, const float>(arena);
  }

 private:
  template <BufferKind Kind, int Stage, class Float = float, class Byte>
  static Float* floats(Byte* arena) {
    return reinterpret_cast<Float*>(arena + Plan::memory_map.find(Kind, Stage).offset);
  }

  PassOver<Team> over_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
