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
/// by sample takes each sample through all of its stages before the next.
template <class Plan, bool Training>
class Pass {
 public:
  Pass(const float* parameters, std::byte* arena, int samples, PassContext context)
      : parameters_(parameters), arena_(arena), samples_(samples), context_(context) {}

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
    return reinterpret_cast<float*>(bytes<Kind, Stage>(arena));
  }

 private:
  template <BufferKind Kind, int Stage>
  static constexpr Buffer buffer = Plan::memory_map.find(Kind, Stage);

  template <BufferKind Kind, int Stage>
  static std::byte* bytes(std::byte* arena) {
    return buffer<Kind, Stage>.bytes == 0 ? nullptr : arena + buffer<Kind, Stage>.offset;
  }

  /// Sample `sample` of a buffer of `size` values a sample, or its only one.
  template <BufferKind Kind, int Stage, class T>
  T* at(int sample, std::size_t size) const {
    std::byte* start = bytes<Kind, Stage>(arena_);
    if (start == nullptr) return nullptr;
    const int held = buffer<Kind, Stage>.samples > 1 ? sample : 0;
    return reinterpret_cast<T*>(start) + static_cast<std::size_t>(held) * size;
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

  /// Calls f(first sample, samples) for each sample, or once for the batch.
  template <int Stage, class F>
  void shares(F&& f) const {
    if constexpr (Plan::template Stage<Stage>::by_sample)
      for (int sample = 0; sample < samples_; ++sample) f(sample, 1);
    else
      f(0, samples_);
  }

  template <int Stage>
  const float* weights() const {
    return parameters_ + Plan::Facts::parameter_offset[Stage];
  }

  /// Input of a stage: the output of the one before it.
  template <int Stage>
  const float* input(int sample) const {
    constexpr std::size_t size = Plan::template Stage<Stage>::Input::size;
    if constexpr (Stage == 0)
      return at<BufferKind::Input, -1, float>(sample, size);
    else
      return at<BufferKind::Output, Stage - 1, float>(sample, size);
  }

  template <int Stage>
  PassContext context(int sample) const {
    PassContext of_stage = context_;
    of_stage.key = random_bits(context_.key, Stage);
    of_stage.first_sample = sample;
    return of_stage;
  }

  template <int Stage>
  ForwardPass forward_pass(int sample, int samples) const {
    using S = typename Plan::template Stage<Stage>;
    return {
        .samples = samples,
        .x = input<Stage>(sample),
        .w = weights<Stage>(),
        .prepared = floats<BufferKind::Prepared, Stage>(arena_),
        .y = at<BufferKind::Output, Stage, float>(sample, S::Output::size),
        .saved = at<BufferKind::Saved, Stage, std::byte>(sample, S::template memory<Training>.saved_bytes),
        .scratch = floats<BufferKind::ForwardScratch, Stage>(arena_),
        .context = context<Stage>(sample)};
  }

  template <int Stage>
  BackwardPass backward_pass(int sample, int samples) const {
    using S = typename Plan::template Stage<Stage>;
    float* dx = nullptr;
    if constexpr (Stage > Plan::first_backward)
      dx = at<BufferKind::OutputGradient, Stage - 1, float>(sample, S::Input::size);
    return {
        .samples = samples,
        .x = input<Stage>(sample),
        .w = weights<Stage>(),
        .prepared = floats<BufferKind::Prepared, Stage>(arena_),
        .y = at<BufferKind::Output, Stage, float>(sample, S::Output::size),
        .saved = at<BufferKind::Saved, Stage, std::byte>(sample, S::template memory<Training>.saved_bytes),
        .dy = at<BufferKind::OutputGradient, Stage, float>(sample, S::Output::size),
        .dx = dx,
        .dw = floats<BufferKind::ParameterGradient, Stage>(arena_),
        .scratch = floats<BufferKind::BackwardScratch, Stage>(arena_),
        .context = context<Stage>(sample)};
  }

  template <int Group>
  void forward_group() const {
    constexpr int first = Plan::first_of(Group), last = Plan::first_of(Group + 1);
    stages<first, last>([this]<int Stage>() HWY_ATTR {
      Run<typename Plan::template Stage<Stage>>::prepare(this->template weights<Stage>(),
                                                         floats<BufferKind::Prepared, Stage>(arena_));
    });
    shares<first>([this](int sample, int samples) HWY_ATTR {
      stages<first, last>([&, this]<int Stage>() HWY_ATTR {
        Run<typename Plan::template Stage<Stage>>::template forward<Training>(
            this->template forward_pass<Stage>(sample, samples));
      });
    });
  }

  template <int Group, class Update>
  void backward_group(const Update& update) const {
    constexpr int first = std::max(Plan::first_of(Group), Plan::first_backward);
    constexpr int last = std::min(Plan::first_of(Group + 1), Plan::last_backward + 1);
    if constexpr (first < last) {
      stages<first, last>([this]<int Stage>() HWY_ATTR {
        Run<typename Plan::template Stage<Stage>>::begin_backward(
            this->template backward_pass<Stage>(0, samples_));
      });
      shares<first>([&, this](int sample, int samples) HWY_ATTR {
        stages<0, last - first>([&, this]<int Backward>() HWY_ATTR {
          constexpr int stage = last - 1 - Backward;
          Run<typename Plan::template Stage<stage>>::backward(
              this->template backward_pass<stage>(sample, samples),
              update.from(Plan::Facts::parameter_offset[stage]));
        });
      });
      stages<first, last>([&, this]<int Stage>() HWY_ATTR { this->template finish_backward<Stage>(update); });
    }
  }

  template <int Stage, class Update>
  void finish_backward(const Update& update) const {
    using S = typename Plan::template Stage<Stage>;
    const BackwardPass pass = backward_pass<Stage>(0, samples_);
    Run<S>::finish_backward(pass);
    update.from(Plan::Facts::parameter_offset[Stage])
        .range(0, pass.dw, S::template memory<Training>.gradient);
  }

  const float* parameters_;
  std::byte* arena_;
  int samples_;
  PassContext context_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
