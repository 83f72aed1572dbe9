// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/train/stage_passes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The passes of a plan over its arena: forward group by group, backward in reverse. A group that runs sample
/// by sample takes each sample through all of its stages before the next. If the group behind it begins with
/// a stage that collects, that stage reads each sample at the end of this group, and makes the gradient of
/// each at its begin. `Team` runs parts of the work, which never change a result: each sum is added up in an
/// order that does not depend on threads.
template <class Team>
class PassOver : StagePasses {
 public:
  PassOver(const PassTable& table, const float* parameters, std::byte* arena, int samples,
           const PassContext& context, Team& team)
      : StagePasses(table, parameters, arena, samples, context), team_(team) {}

  /// What the stages make of the parameters. It stays until these change or a pass runs backward.
  void prepare() const {
    std::int64_t floats = 0;
    for (int stage = 0; stage < stages(); ++stage) floats += prepared_floats(stage);
    share(floats >= Team::least_work, stages(), [this](int stage, int) { prepare_stage(stage); });
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
  void run_forward(int stage, const BatchShare& share) const {
    forward_stage(table().calls[stage].forward, stage, share);
  }

  /// Of a stage that collects, if there is such a stage.
  bool collects(int stage) const { return stage < stages() && row(stage).collects && training(); }
  void collect(int stage, const BatchShare& share) const {
    if (collects(stage)) forward_stage(table().calls[stage].collect, stage, share);
  }
  HWY_NOINLINE void collect_all(int stage) const {
    if (collects(stage))
      this->share(worth_sharing(stage), samples(), [=, this](int sample, int thread) {
        collect(stage, {.sample = sample, .thread = thread});
      });
  }

  void forward_group(int first) const {
    const int end = row(first).end_of_group;
    if (collects(first)) forward_stage(table().calls[first].begin_forward, first, {.samples = samples()});
    if (row(first).by_sample && shares_samples(first)) {
      for (int sample = 0; sample < samples(); ++sample)
        for (int stage = first; stage < end; ++stage) forward_by_part(stage, {.sample = sample});
    } else if (row(first).by_sample) {
      const bool descends = row(first).descends;
      share(worth_sharing(first), samples(), [=, this](int turn, int thread) {
        const BatchShare one{.sample = descends ? samples() - 1 - turn : turn,
                             .step = descends ? -table().threads : table().threads,
                             .thread = thread};
        for (int stage = first; stage < end; ++stage) run_forward(stage, one);
        collect(end, one);
      });
    } else {
      forward_by_part(first, {.samples = samples()});
      collect_all(end);
    }
  }

  void forward_by_part(int stage, BatchShare share) const {
    share.parts = parts(stage, share.samples);
    team_.run(share.parts, [=, this](int part, int thread) {
      BatchShare of_part = share;
      of_part.part = part;
      of_part.thread = thread;
      run_forward(stage, of_part);
    });
  }

  /// The parts of some work, by the team where that pays: always by one thread, as the compiler knows.
  template <class Function>
  void share(bool pays, int parts, const Function& f) const {
    if (Team::least_work == 0 || pays)
      team_.run(parts, f);
    else
      for (int part = 0; part < parts; ++part) f(part, 0);
  }
  bool worth_sharing(int first) const { return row(first).group_work * samples() >= Team::least_work; }

  /// Whether threads had better share the stages of each sample of a group than take samples of their own, of
  /// which there are fewer than threads: the time, by what threads share, is three quarters or less.
  bool shares_samples(int first) const {
    const std::int64_t threads = table().threads, all = row(first).group_work;
    if (samples() >= threads || training()) return false;
    std::int64_t shared = 0;
    for (int stage = first; stage < row(first).end_of_group; ++stage)
      if (parts(stage, 1) > 1) shared += row(stage).work;
    return 4 * samples() * (threads * (all - shared) + shared) <= 3 * threads * all;
  }

  /// Of a call of a stage for so many samples.
  int parts(int stage, int samples) const {
    return row(stage).divisible && row(stage).work * samples >= Team::least_work ? table().threads : 1;
  }

  template <class Update>
  void run_backward(const BackwardCalls<Update>* calls, int stage, const BatchShare& share,
                    const Update& update) const {
    backward_stage(stage, share, [&](const BackwardPass& pass) {
      calls[stage].run(pass, update.from(row(stage).parameter_offset));
    });
  }

  template <class Update>
  void backward_group(const BackwardCalls<Update>* calls, int first, int last, const Update& update) const {
    if (row(first).by_sample) {
      backward_by_shard(calls, first, last, update);
    } else {
      if (collects(last + 1))
        share(worth_sharing(last + 1), samples(), [=, this](int sample, int thread) {
          backward_to_input(calls, last + 1, {.sample = sample, .thread = thread});
        });
      if (row(first).backward) backward_by_part(calls, first, update);
    }
    for (int stage = first; stage <= last; ++stage)
      if (row(stage).backward) finish_backward(calls, stage, update);
  }

  template <class Update>
  void finish_backward(const BackwardCalls<Update>* calls, int stage, const Update& update) const {
    const bool by_part = !row(stage).by_sample && row(stage).sums_size > 0;
    const int parts = by_part ? this->parts(stage, samples()) : 1;
    team_.run(parts, [=, this, &update](int part, int thread) {
      const BatchShare of_part{.samples = samples(), .thread = thread, .part = part, .parts = parts};
      backward_stage(stage, of_part, [&](const BackwardPass& pass) {
        calls[stage].finish(pass, update.from(row(stage).parameter_offset));
      });
    });
  }

  template <class Update>
  void backward_by_part(const BackwardCalls<Update>* calls, int stage, const Update& update) const {
    const BatchShare all{.samples = samples()};
    backward_stage(stage, all, calls[stage].begin);
    const int parts = this->parts(stage, samples());
    team_.run(parts, [&, this](int part, int thread) {
      run_backward(calls, stage, {.samples = samples(), .thread = thread, .part = part, .parts = parts},
                   update);
    });
    add_gradients(stage, all);
  }

  /// What the backward pass of a stage that collects left.
  template <class Update>
  HWY_NOINLINE void backward_to_input(const BackwardCalls<Update>* calls, int stage,
                                      const BatchShare& share) const {
    if (!collects(stage)) return;
    backward_stage(stage, share, calls[stage].to_input);
    add_gradients(stage, share);
  }

  /// Each shard of the batch adds up its own gradients; then they are added one after another to the first's.
  template <class Update>
  void backward_by_shard(const BackwardCalls<Update>* calls, int first, int last,
                         const Update& update) const {
    share(worth_sharing(first), table().shards, [&, this](int shard, int thread) {
      const int copy = (std::min)(shard, table().shard_copies - 1);
      backward_of_shard(calls, first, last, shard, copy, thread, update);
      if (table().threads == 1 && shard > 0) merge(first, last, copy);
    });
    if (table().threads > 1)
      for (int copy = 1; copy < table().shards; ++copy) merge(first, last, copy);
  }

  template <class Update>
  void backward_of_shard(const BackwardCalls<Update>* calls, int first, int last, int shard, int copy,
                         int thread, const Update& update) const {
    BatchShare share{.thread = thread, .shard = copy};
    for (int stage = first; stage <= last; ++stage)
      if (row(stage).backward) clear_sums(stage, share);
    const bool descends = row(first).descends;
    const int place = descends ? table().shards - 1 - shard : shard,
              begin = place * samples() / table().shards, end = (place + 1) * samples() / table().shards;
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
      if (row(stage).backward) merge_sums(stage, copy);
  }

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
