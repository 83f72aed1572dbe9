// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <span>

#include "cameo/plan/plan.hpp"
#include "cameo/stages/activated_add-inl.hpp"
#include "cameo/stages/conv_block-inl.hpp"
#include "cameo/stages/dense_block-inl.hpp"
#include "cameo/stages/folded_layer_stage-inl.hpp"
#include "cameo/stages/layer_stage-inl.hpp"
#include "cameo/stages/normalization_block-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// What runs a stage (stages/run-inl.hpp). Stages of one type share their code, however many a network has.
using ForwardCall = void (*)(const ForwardPass&);
struct StageCalls {
  void (*prepare)(const float* w, float* prepared);
  ForwardCall forward, collect, begin_forward;
};
template <bool Training, class... Stages>
constexpr std::array<StageCalls, sizeof...(Stages)> stage_calls(StageList<Stages...>) {
  return {StageCalls{&Run<Stages>::template prepare<Training>, &Run<Stages>::template forward<Training>,
                     &Run<Stages>::collect, &Run<Stages>::begin_forward}...};
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
  const StageCalls* calls;
  bool training;
  int threads, shards, shard_copies;
};

template <class Plan>
struct PassCalls {
  static constexpr auto calls = stage_calls<Plan::options.training>(typename Plan::Lowering::Stages());
  template <class Update>
  static constexpr auto backward = backward_calls<Update, Plan>(
      std::make_integer_sequence<int, Plan::stages>(), typename Plan::Lowering::Stages());
  static constexpr PassTable table{Plan::rows.stages,
                                   Plan::rows.inputs,
                                   calls.data(),
                                   Plan::options.training,
                                   Plan::options.threads,
                                   plan::shards(Plan::options),
                                   plan::shard_copies(Plan::options)};
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
