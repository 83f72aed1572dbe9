// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "cameo/core/random.hpp"
#include "cameo/loss/weighted_loss-inl.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/optim/clipping-inl.hpp"
#include "cameo/optim/gradient_sum-inl.hpp"
#include "cameo/plan/plan.hpp"
#include "cameo/train/accumulate.hpp"
#include "cameo/train/exclusive_use.hpp"
#include "cameo/train/optimizer_state.hpp"
#include "cameo/train/pass-inl.hpp"
#include "cameo/train/whole_gradient-inl.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// A training step and all that it needs: parameters, optimizer state, team and the arena with the batch. The
/// step is one of the optimizer for every `Batches` calls.
template <class Net, class LossType, class OptimizerType, int Batch, class TeamChoice, int Batches = 1,
          class Clipping = NoClipping>
class TrainingStep {
  using LastLayer = typename Net::template Layer<Net::layers - 1>;
  using LossSums = HWY_NAMESPACE::LossSums;

 public:
  static constexpr int batch = Batch;
  static constexpr int label_width = LossType::template label_width<typename Net::Output>;
  /// The gradient of all parameters is needed at once; else they are changed as their gradients come.
  static constexpr bool whole_gradient = Batches > 1 || Clipping::by_norm;
  using Plan = plan::Plan<Net, plan::PlanOptions{.batch = Batch,
                                                 .training = true,
                                                 .threads = TeamChoice::threads,
                                                 .label_width = label_width,
                                                 .whole_gradient = whole_gradient,
                                                 .absorbed = LossType::template absorbs<LastLayer>}>;
  using Team = typename TeamChoice::Team;

  Parameters<Net>& parameters() { return parameters_; }
  const Parameters<Net>& parameters() const { return parameters_; }
  OptimizerState<Net, OptimizerType>& optimizer_state() { return optimizer_state_; }
  const OptimizerState<Net, OptimizerType>& optimizer_state() const { return optimizer_state_; }

  /// Batches since the last step, and the sum of their gradients, each times its samples.
  AccumulationPosition& accumulation() { return accumulation_; }
  const AccumulationPosition& accumulation() const { return accumulation_; }
  GradientTensors<Net, float> gradient() requires(Batches > 1) {
    return GradientTensors<Net, float>(Pass::gradient(arena_.data()));
  }
  GradientTensors<Net, const float> gradient() const requires(Batches > 1) {
    return GradientTensors<Net, const float>(Pass::gradient(arena_.data()));
  }

  /// The batch: samples (Batch, input) and labels (Batch, label width); weights (Batch), where fit has some.
  float* input() { return Pass::input(arena_.data()); }
  float* labels() { return Pass::labels(arena_.data()); }
  std::span<float> weights() { return weights_; }

  Team& team() { return team_; }

  /// Why no step can be done: a thread that did not start.
  Error ready() const { return team_.error(); }

  /// Before the first of several forward calls with the same parameters.
  void prepare() {
    const ExclusiveUse::Scope scope(use_);
    pass(0, {}).prepare();
  }

  /// The outputs of the batch's first samples, with what the last layer made them of. Where the loss absorbs
  /// that layer, the plan keeps this as long as the outputs.
  HWY_NAMESPACE::Outputs forward(int samples) {
    const ExclusiveUse::Scope scope(use_);
    return forward(samples, {});
  }

  /// The sums of loss and metric of the batch's first samples.
  LossSums test(int samples, const LossType& loss = {}, std::span<const float> weights = {}) {
    return LossOfBatch(loss).forward(forward(samples), labels(), weights, samples);
  }

  /// Trains on the batch's first samples. Returns the sums of their loss and metric before it. Where the loss
  /// is not finite nothing is changed.
  LossSums train(int samples, std::uint64_t seed, const OptimizerType& optimizer, const LossType& loss = {},
                 std::span<const float> weights = {}) {
    const ExclusiveUse::Scope scope(use_);
    const PassContext context{.training = true,
                              .key = stream(seed, Purpose::Layers, optimizer_state_.steps),
                              .first_sample = static_cast<int>(accumulation_.samples)};
    pass(samples, context).prepare();
    const HWY_NAMESPACE::Outputs made = forward(samples, context);
    const LossOfBatch of_batch(loss);
    const LossSums sums = of_batch.forward(made, labels(), weights, samples);
    if (!sums.is_finite(static_cast<std::size_t>(samples))) return sums;
    of_batch.backward(made, labels(), weights, samples, Pass::loss_gradient(arena_.data()));
    if constexpr (whole_gradient) {
      add_gradient(samples, context);
      if (accumulation_.batches >= Batches) finish_step(optimizer);
    } else {
      pass(samples, context).backward(update_in_place(optimizer));
    }
    return sums;
  }

  /// The optimizer's step with what is accumulated, if anything is.
  void finish_step([[maybe_unused]] const OptimizerType& optimizer) {
    if constexpr (whole_gradient) {
      if (accumulation_.batches == 0) return;
      const double scale = Batches > 1 ? 1 / static_cast<double>(accumulation_.samples) : 1;
      const HWY_NAMESPACE::WholeGradient<Net, Clipping, Team> gradient(Pass::gradient(arena_.data()), scale,
                                                                       team_);
      gradient.update(optimizer, ++optimizer_state_.steps, parameters_.values.data(), states());
      accumulation_ = {};
    }
  }

 private:
  using Pass = HWY_NAMESPACE::Pass<Plan, Team>;
  using LossOfBatch = HWY_NAMESPACE::WeightedLoss<LossType, Net>;

  Pass pass(int samples, const PassContext& context) {
    return Pass(parameters_.values.data(), arena_.data(), samples, context, team_);
  }

  HWY_NAMESPACE::Outputs forward(int samples, const PassContext& context) {
    pass(samples, context).forward();
    return {Pass::output(arena_.data()), Pass::last_input(arena_.data())};
  }

  /// Changes each stage's parameters as their gradients are complete, which are nowhere stored together.
  HWY_NAMESPACE::Update<OptimizerType, HWY_NAMESPACE::Clipped<Clipping>> update_in_place(
      const OptimizerType& optimizer) {
    return {optimizer, ++optimizer_state_.steps, parameters_.values.data(), states()};
  }

  /// The loss's gradient is a mean over its batch; times its samples, it can be added to other batches'.
  void add_gradient(int samples, const PassContext& context) {
    const GradientSum sum{.weight = Batches > 1 ? static_cast<float>(samples) : 1,
                          .first = accumulation_.batches == 0};
    const HWY_NAMESPACE::Update<GradientSum> update(sum, 0, parameters_.values.data(),
                                                    {Pass::gradient(arena_.data())});
    pass(samples, context).backward(update);
    ++accumulation_.batches;
    accumulation_.samples += static_cast<std::uint64_t>(samples);
  }

  std::array<float*, static_cast<std::size_t>(OptimizerType::states)> states() {
    std::array<float*, static_cast<std::size_t>(OptimizerType::states)> pointers{};
    for (std::size_t i = 0; i < pointers.size(); ++i) pointers[i] = optimizer_state_[i].values.data();
    return pointers;
  }

  Parameters<Net> parameters_;
  OptimizerState<Net, OptimizerType> optimizer_state_;
  alignas(64) std::array<std::byte, Plan::memory_map.bytes> arena_;
  std::array<float, static_cast<std::size_t>(Batch)> weights_;
  AccumulationPosition accumulation_;
  ExclusiveUse use_;
  [[no_unique_address]] Team team_;
};

}  // namespace cameo::inline CAMEO_ABI::detail
