// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/random.hpp"
#include "cameo/plan/plan.hpp"
#include "cameo/stages/conv_block-inl.hpp"
#include "cameo/stages/dense_block-inl.hpp"
#include "cameo/stages/layer_stage-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The passes of a plan over its arena: forward group by group, backward in reverse. A group that runs sample
/// by sample takes each sample through all of its stages before the next. `Team` runs parts of the work,
/// which never change a result: each sum is added up in an order that does not depend on threads.
template <class Plan, bool Training, class Team>
class Pass {
 public:
  Pass(const float* parameters, std::byte* arena, int samples, PassContext context, Team& team)
      : parameters_(parameters), arena_(arena), samples_(samples), context_(context), team_(team) {}

  /// What the stages make of the parameters for predictions; a training step does it as it goes.
  void prepare() const {
    stages<0, Plan::stages>([this]<int Stage>() HWY_ATTR { this->template prepare_stage<Stage>(); });
  }

  void forward() const {
    each<Plan::groups>([this]<int Group>() HWY_ATTR { this->template forward_group<Group>(); });
  }

  /// `update` is Update<Optimizer> of the whole network; stages are updated as their gradients are complete.
  template <class Update>
  void backward(const Update& update) const {
    each<Plan::groups>([&, this]<int Backward>()
                           HWY_ATTR { this->template backward_group<Plan::groups - 1 - Backward>(update); });
  }

  /// A buffer as floats: the batch's input, labels, and so on; null when the plan has none.
  template <BufferKind Kind, int Stage>
  static float* floats(std::byte* arena) {
    return static_cast<float*>(start<Kind, Stage>(arena));
  }

 private:
  /// Which copies of its buffers a call uses, and which share of the batch it computes.
  struct Share {
    int sample = 0;  ///< the first one
    int samples = 1;
    int thread = 0;
    int shard = 0;
    int part = 0;
    int parts = 1;
  };

  template <BufferKind Kind, int Stage>
  static constexpr Buffer buffer = Plan::memory_map.find(Kind, Stage);

  template <BufferKind Kind, int Stage>
  static void* start(std::byte* arena) {
    return buffer<Kind, Stage>.bytes == 0 ? nullptr : arena + buffer<Kind, Stage>.offset;
  }

  template <BufferKind Kind, int Stage, class T = float>
  T* at(const Share& share) const {
    constexpr Buffer in_map = buffer<Kind, Stage>;
    constexpr Copies copies = in_map.copies;
    if (in_map.bytes == 0) return nullptr;
    const int copy = copies == Copies::Sample   ? share.sample
                     : copies == Copies::Thread ? share.thread
                     : copies == Copies::Shard  ? share.shard
                                                : 0;
    return reinterpret_cast<T*>(arena_ + in_map.offset + static_cast<std::size_t>(copy) * in_map.stride);
  }

  template <int Count, class F>
  static void each(F&& f) {
    [&]<int... Index>(std::integer_sequence<int, Index...>) HWY_ATTR {
      (f.template operator()<Index>(), ...);
    }
    (std::make_integer_sequence<int, Count>{});
  }

  /// Stages First .. Last - 1 in order.
  template <int First, int Last, class F>
  static void stages(F&& f) {
    each<(Last > First ? Last - First : 0)>([&]<int Index>()
                                                HWY_ATTR { f.template operator()<First + Index>(); });
  }

  template <int Stage>
  using RunOf = Run<typename Plan::template Stage<Stage>>;

  /// The shares of a stage that takes the whole batch.
  template <int Stage>
  static constexpr int parts = Plan::template Stage<Stage>::divisible ? Plan::threads : 1;

  template <int Stage>
  const float* weights() const {
    return parameters_ + Plan::Facts::parameter_offset[Stage];
  }

  /// Input of a stage: the output of the one before it, or of none the batch's input.
  template <int Stage>
  const float* input(const Share& share) const {
    return at < Stage == 0 ? BufferKind::Input : BufferKind::Output, Stage - 1 > (share);
  }

  /// A sample's part of a buffer; nothing past the last sample or of a buffer that samples share.
  template <BufferKind Kind, int Stage>
  NextSample::Range range_of(int sample) const {
    constexpr Buffer in_map = buffer<Kind, Stage>;
    if (in_map.copies != Copies::Sample || sample >= samples_) return {};
    return {arena_ + in_map.offset + static_cast<std::size_t>(sample) * in_map.stride, in_map.stride};
  }

  template <int Stage>
  NextSample::Range input_of(int sample) const {
    return range_of < Stage == 0 ? BufferKind::Input : BufferKind::Output, Stage - 1 > (sample);
  }

  /// The input only where no stage of the group makes it. Another thread takes each sample between.
  template <int Stage>
  NextSample next_forward(const Share& share) const {
    const int sample = share.sample + Plan::threads;
    if constexpr (!Training || !Plan::template Stage<Stage>::by_sample) return {};
    return {{Stage == Plan::first_of(Plan::group[Stage]) ? input_of<Stage>(sample) : NextSample::Range{},
             range_of<BufferKind::Output, Stage>(sample), range_of<BufferKind::Saved, Stage>(sample)}};
  }

  template <int Stage>
  NextSample next_backward(const Share& share) const {
    const int sample = share.sample + 1;
    if constexpr (!Plan::template Stage<Stage>::by_sample) return {};
    return {{input_of<Stage>(sample), range_of<BufferKind::OutputGradient, Stage>(sample),
             range_of<BufferKind::Saved, Stage>(sample)}};
  }

  template <int Stage>
  PassContext context(const Share& share) const {
    PassContext of_stage = context_;
    of_stage.key = random_bits(context_.key, Stage);
    of_stage.first_sample = share.sample;
    return of_stage;
  }

  template <int Stage>
  ForwardPass forward_pass(const Share& share) const {
    return {.samples = share.samples,
            .x = input<Stage>(share),
            .w = weights<Stage>(),
            .prepared = at<BufferKind::Prepared, Stage>(share),
            .y = at<BufferKind::Output, Stage>(share),
            .saved = at<BufferKind::Saved, Stage, std::byte>(share),
            .scratch = at<BufferKind::ForwardScratch, Stage>(share),
            .context = context<Stage>(share),
            .next = next_forward<Stage>(share),
            .part = share.part,
            .parts = share.parts};
  }

  template <int Stage>
  BackwardPass backward_pass(const Share& share) const {
    float* dx = nullptr;
    if constexpr (Stage > Plan::first_backward) dx = at<BufferKind::OutputGradient, Stage - 1>(share);
    return {.samples = share.samples,
            .x = input<Stage>(share),
            .w = weights<Stage>(),
            .prepared = at<BufferKind::Prepared, Stage>(share),
            .y = at<BufferKind::Output, Stage>(share),
            .saved = at<BufferKind::Saved, Stage, std::byte>(share),
            .dy = at<BufferKind::OutputGradient, Stage>(share),
            .dx = dx,
            .dw = at<BufferKind::ParameterGradient, Stage>(share),
            .scratch = at<BufferKind::BackwardScratch, Stage>(share),
            .context = context<Stage>(share),
            .next = next_backward<Stage>(share),
            .part = share.part,
            .parts = share.parts};
  }

  template <int Stage>
  void prepare_stage() const {
    RunOf<Stage>::template prepare<Training>(weights<Stage>(), at<BufferKind::Prepared, Stage>(Share{}));
  }

  template <int Group>
  void forward_group() const {
    constexpr int first = Plan::first_of(Group), last = Plan::first_of(Group + 1);
    if constexpr (Training)
      stages<first, last>([this]<int Stage>() HWY_ATTR { this->template prepare_stage<Stage>(); });
    if constexpr (Plan::template Stage<first>::by_sample)
      team_.run(samples_, [this](int sample, int thread) HWY_ATTR {
        const Share share{.sample = sample, .thread = thread};
        stages<first, last>([&, this]<int Stage>() HWY_ATTR {
          RunOf<Stage>::template forward<Training>(this->template forward_pass<Stage>(share));
        });
      });
    else
      team_.run(parts<first>, [this](int part, int thread) HWY_ATTR {
        const Share share{.samples = samples_, .thread = thread, .part = part, .parts = parts<first>};
        RunOf<first>::template forward<Training>(forward_pass<first>(share));
      });
  }

  template <int Group, class Update>
  void backward_group(const Update& update) const {
    constexpr int first = std::max(Plan::first_of(Group), Plan::first_backward);
    constexpr int last = std::min(Plan::first_of(Group + 1), Plan::last_backward + 1);
    if constexpr (first < last) {
      if constexpr (Plan::template Stage<first>::by_sample)
        backward_by_shard<first, last>(update);
      else
        backward_by_part<first>(update);
      stages<first, last>([&, this]<int Stage>() HWY_ATTR { this->template finish<Stage>(update); });
    }
  }

  template <int Stage, class Update>
  void backward_by_part(const Update& update) const {
    RunOf<Stage>::begin_backward(backward_pass<Stage>({.samples = samples_}));
    team_.run(parts<Stage>, [&, this](int part, int thread) HWY_ATTR {
      const Share share{.samples = samples_, .thread = thread, .part = part, .parts = parts<Stage>};
      RunOf<Stage>::backward(backward_pass<Stage>(share), update.from(Plan::Facts::parameter_offset[Stage]));
    });
  }

  /// Each shard of the batch adds up its own gradients; then they are added one after another to the first's.
  template <int First, int Last, class Update>
  void backward_by_shard(const Update& update) const {
    const auto merge = [this](int copy) HWY_ATTR {
      stages<First, Last>([&, this]<int Stage>() HWY_ATTR {
        RunOf<Stage>::merge(this->template at<BufferKind::BackwardScratch, Stage>({.shard = 0}),
                            this->template at<BufferKind::BackwardScratch, Stage>({.shard = copy}));
      });
    };
    team_.run(Plan::shards, [&, this](int shard, int thread) HWY_ATTR {
      const int copy = std::min(shard, Plan::shard_copies - 1);
      this->template backward_of_shard<First, Last>(shard, copy, thread, update);
      if (Plan::threads == 1 && shard > 0) merge(copy);
    });
    if constexpr (Plan::threads > 1)
      for (int copy = 1; copy < Plan::shards; ++copy) merge(copy);
  }

  template <int First, int Last, class Update>
  void backward_of_shard(int shard, int copy, int thread, const Update& update) const {
    Share share{.thread = thread, .shard = copy};
    stages<First, Last>([&, this]<int Stage>() HWY_ATTR {
      RunOf<Stage>::begin_backward(this->template backward_pass<Stage>(share));
    });
    const int end = (shard + 1) * samples_ / Plan::shards;
    for (share.sample = shard * samples_ / Plan::shards; share.sample < end; ++share.sample)
      stages<0, Last - First>([&, this]<int Backward>() HWY_ATTR {
        constexpr int stage = Last - 1 - Backward;
        RunOf<stage>::backward(this->template backward_pass<stage>(share),
                               update.from(Plan::Facts::parameter_offset[stage]));
      });
  }

  template <int Stage, class Update>
  void finish(const Update& update) const {
    const BackwardPass pass = backward_pass<Stage>({.samples = samples_});
    RunOf<Stage>::finish_backward(pass);
    update.from(Plan::Facts::parameter_offset[Stage])
        .range(0, pass.dw, Plan::template Stage<Stage>::template memory<Training>.gradient);
  }

  const float* parameters_;
  std::byte* arena_;
  int samples_;
  PassContext context_;
  Team& team_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
