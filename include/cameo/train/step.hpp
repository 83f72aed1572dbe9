// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "cameo/core/random.hpp"
#include "cameo/loss/loss-inl.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/optim/update-inl.hpp"
#include "cameo/plan/plan.hpp"
#include "cameo/train/exclusive_use.hpp"
#include "cameo/train/optimizer_state.hpp"
#include "cameo/train/pass-inl.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// A training step and all that it needs: parameters, optimizer state, team and the arena with the batch.
template <class Net, class LossType, class OptimizerType, int Batch, class TeamChoice>
class TrainingStep {
  using LastLayer = typename Net::template Layer<Net::layers - 1>;
  using LossKernel = HWY_NAMESPACE::LossKernel<LossType>;
  using LossSums = HWY_NAMESPACE::LossSums;

 public:
  static constexpr int batch = Batch;
  static constexpr int label_width = LossType::template label_width<typename Net::Output>;
  using Plan = plan::Plan<Net, plan::PlanOptions{.batch = Batch,
                                                 .training = true,
                                                 .threads = TeamChoice::threads,
                                                 .label_width = label_width,
                                                 .absorbed = LossType::template absorbs<LastLayer>}>;
  using Team = typename TeamChoice::Team;

  Parameters<Net>& parameters() { return parameters_; }
  const Parameters<Net>& parameters() const { return parameters_; }
  OptimizerState<Net, OptimizerType>& optimizer_state() { return optimizer_state_; }
  const OptimizerState<Net, OptimizerType>& optimizer_state() const { return optimizer_state_; }

  /// The batch: samples (Batch, input) and labels (Batch, label width).
  float* input() { return Pass::input(arena_.data()); }
  float* labels() { return Pass::labels(arena_.data()); }

  Team& team() { return team_; }

  /// Why no step can be done: a thread that did not start.
  Error ready() const { return team_.error(); }

  /// Before the first of several forward calls with the same parameters.
  void prepare() {
    const ExclusiveUse::Scope scope(use_);
    pass(0, {}).prepare();
  }

  /// The outputs of the batch's first samples, with the logits when the loss absorbs the last activation. The
  /// plan keeps these as long as the outputs.
  HWY_NAMESPACE::Outputs forward(int samples) {
    const ExclusiveUse::Scope scope(use_);
    return forward(samples, {});
  }

  /// The sums of loss and metric of the batch's first samples.
  LossSums test(int samples) { return LossKernel::forward(forward(samples), labels(), samples, outputs); }

  /// Trains on the batch's first samples. Returns the sums of their loss and metric before the step. Where
  /// the loss is not finite nothing is changed.
  LossSums train(int samples, std::uint64_t seed, const OptimizerType& optimizer) {
    const ExclusiveUse::Scope scope(use_);
    const PassContext context{.training = true, .key = stream(seed, Purpose::Layers, optimizer_state_.steps)};
    pass(samples, context).prepare();
    const HWY_NAMESPACE::Outputs made = forward(samples, context);
    const LossSums sums = LossKernel::forward(made, labels(), samples, outputs);
    if (!std::isfinite(sums.loss)) return sums;
    LossKernel::backward(made, labels(), samples, outputs, Pass::loss_gradient(arena_.data()));
    backward(samples, context, optimizer);
    return sums;
  }

 private:
  using Pass = HWY_NAMESPACE::Pass<Plan, Team>;
  static constexpr int outputs = static_cast<int>(Net::Output::size);

  Pass pass(int samples, const PassContext& context) {
    return Pass(parameters_.values.data(), arena_.data(), samples, context, team_);
  }

  HWY_NAMESPACE::Outputs forward(int samples, const PassContext& context) {
    pass(samples, context).forward();
    return {Pass::output(arena_.data()),
            LossType::template absorbs<LastLayer> ? Pass::last_input(arena_.data()) : nullptr};
  }

  /// Gradients, and the update of each stage's parameters as its gradients are complete.
  void backward(int samples, const PassContext& context, const OptimizerType& optimizer) {
    std::array<float*, static_cast<std::size_t>(OptimizerType::states)> states{};
    for (std::size_t i = 0; i < states.size(); ++i) states[i] = optimizer_state_[i].values.data();
    const HWY_NAMESPACE::UpdateRule<OptimizerType> rule(optimizer, ++optimizer_state_.steps);
    const HWY_NAMESPACE::Update<OptimizerType> update(rule, parameters_.values.data(), states);
    pass(samples, context).backward(update);
  }

  Parameters<Net> parameters_;
  OptimizerState<Net, OptimizerType> optimizer_state_;
  alignas(64) std::array<std::byte, Plan::memory_map.bytes> arena_;
  ExclusiveUse use_;
  [[no_unique_address]] Team team_;
};

}  // namespace cameo::inline CAMEO_ABI::detail
