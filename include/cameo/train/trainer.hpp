// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>

#include "cameo/loss/labels.hpp"
#include "cameo/net/weights.hpp"
#include "cameo/optim/clipping.hpp"
#include "cameo/train/accumulate.hpp"
#include "cameo/train/batch.hpp"
#include "cameo/train/epoch_position.hpp"
#include "cameo/train/fit.hpp"
#include "cameo/train/fit_options.hpp"
#include "cameo/train/forward_batches.hpp"
#include "cameo/train/huge_pages.hpp"
#include "cameo/train/option_of.hpp"
#include "cameo/train/scores.hpp"
#include "cameo/train/step.hpp"
#include "cameo/train/team.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// Instantiated for each option of a Trainer: the compiler names the one that is wrong.
template <class Option>
struct OptionOfTrainer {
  static_assert(
      IsBatch<Option>::value || IsTeam<Option>::value || IsAccumulate<Option>::value ||
          IsClipping<Option>::value || IsWeights<Option>::value,
      "Trainer: this is no option of a Trainer; give Batch<N>, Threads<N>, Accumulate<N>, or one of "
      "ClipValue, ClipNorm and GlobalClipNorm");
  static constexpr bool checked = true;
};

}  // namespace detail

/// Trains a network: parameters, optimizer state and arena in one object, whose sizeof is all the memory that
/// training takes. Give it static storage or the heap, never the stack. Nothing is allocated after it is
/// made. Options: Batch<N> (32 without it) and Threads<N>; Accumulate<N>, one step for N batches;
/// ClipValue<>, ClipNorm<> or GlobalClipNorm<>, which keep gradients small. Without these two each parameter
/// is changed as soon as its gradient is there, and the gradients of all parameters are nowhere in memory.
///
///   static Trainer<FaceNet, BinaryCrossentropy, Adam, Batch<32>> trainer;
///   static Trainer<FaceNet, BinaryCrossentropy, AdamW, Batch<8>, Accumulate<4>, GlobalClipNorm<1.0f>> small;
///   History history = trainer.fit(train, {.epochs = 10, .validation_data = &validation});
///   auto [loss, accuracy, error] = trainer.evaluate(test);
///
/// One thread at a time may call its members; two threads need a Trainer each. Where assertions are on, two
/// at once are trapped.
template <class Net, class LossType, class OptimizerType, class... Options>
class Trainer {
  static_assert(Network<Net>,
                "Trainer: the first argument is not a network; give Sequential<Input<...>, layers...>");
  static_assert(Loss<LossType>,
                "Trainer: the second argument is not a loss; give BinaryCrossentropy or another one");
  static_assert(Optimizer<OptimizerType>,
                "Trainer: the third argument is not an optimizer; give Adam, SGD, AdamW or SGDW");
  static_assert((detail::OptionOfTrainer<Options>::checked && ...));
  static_assert(detail::count_of<detail::IsBatch, Options...> <= 1,
                "Trainer: the batch is given twice; give one Batch<N>");
  static_assert(detail::count_of<detail::IsTeam, Options...> <= 1,
                "Trainer: the threads are given twice; give one Threads<N>");
  static_assert(detail::count_of<detail::IsAccumulate, Options...> <= 1,
                "Trainer: the accumulation is given twice; give one Accumulate<N>");
  static_assert(detail::count_of<detail::IsClipping, Options...> <= 1,
                "Trainer: the gradient is clipped twice; give one of ClipValue, ClipNorm and GlobalClipNorm");
  static_assert(
      std::same_as<detail::option_of<detail::IsWeights, Weights::float32, Options...>, Weights::float32>,
      "Trainer: training needs float32 weights; give bf16 or int8 to a Predictor");
  using LastLayer = typename Net::template Layer<Net::layers - 1>;
  static_assert(LossType::template check<LastLayer, typename Net::Output>());
  static_assert(Net::parameter_count > 0,
                "Trainer: the network has no parameters to train; add Conv2D or Dense");
  using TeamChoice = detail::option_of<detail::IsTeam, OneThread, Options...>;

 public:
  static constexpr int batch = detail::option_of<detail::IsBatch, Batch<32>, Options...>::batch;
  static constexpr int threads = TeamChoice::threads;
  /// Batches for one step of the optimizer.
  static constexpr int accumulate =
      detail::option_of<detail::IsAccumulate, Accumulate<1>, Options...>::batches;
  static constexpr int label_width = LossType::template label_width<typename Net::Output>;

 private:
  using Clipping = detail::option_of<detail::IsClipping, detail::NoClipping, Options...>;
  using Step = detail::TrainingStep<Net, LossType, OptimizerType, batch, TeamChoice, accumulate, Clipping>;

 public:
  using Plan = typename Step::Plan;

  /// Every buffer of the arena: offset, bytes and lifetime.
  static constexpr const auto& memory_map = Plan::memory_map;

  /// Starts with initialize(0).
  Trainer() {
    detail::prefer_huge_pages(*this);
    initialize(0);
  }

  /// Draws the parameters, clears the optimizer's state and begins with epoch 0.
  void initialize(std::uint64_t seed) {
    step_.parameters().initialize(seed);
    step_.optimizer_state().clear();
    step_.accumulation() = {};
    epoch_position_ = {};
  }

  Parameters<Net>& parameters() { return step_.parameters(); }
  const Parameters<Net>& parameters() const { return step_.parameters(); }

  /// What the optimizer keeps for each parameter, such as Adam's two moments, and the number of its steps.
  OptimizerState<Net, OptimizerType>& optimizer_state() { return step_.optimizer_state(); }
  const OptimizerState<Net, OptimizerType>& optimizer_state() const { return step_.optimizer_state(); }

  /// How far fit has come; save_trainer (io/trainer_file.hpp) keeps it with all of the above.
  EpochPosition& epoch_position() { return epoch_position_; }
  const EpochPosition& epoch_position() const { return epoch_position_; }

  /// How far an accumulation has come, and its gradients: sums over its samples, valid where it has begun.
  AccumulationPosition& accumulation() { return step_.accumulation(); }
  const AccumulationPosition& accumulation() const { return step_.accumulation(); }
  auto accumulated_gradient() requires(accumulate > 1) { return step_.gradient(); }
  auto accumulated_gradient() const requires(accumulate > 1) { return step_.gradient(); }

  /// Hyperparameters: trainer.optimizer.learning_rate = 1e-4f;
  OptimizerType optimizer;

  /// Options of the loss: trainer.loss.margin = 0.2f;
  [[no_unique_address]] LossType loss;

  /// One step on 1 to `batch` samples: x (n, input), y (n, label width); with Accumulate<N>, a step at every
  /// N-th call. Returns the loss and its metric of these samples before it. After an error, such as a loss
  /// that is not finite, parameters and state are as they were.
  Scores train_on_batch(std::span<const float> x, std::span<const float> y, std::uint64_t seed = 0) {
    return train_on_batch(x, y, std::span<const float>(), seed);
  }

  /// The same with the weights of samples, as Dataset's.
  Scores train_on_batch(std::span<const float> x, std::span<const float> y, std::span<const float> weights,
                        std::uint64_t seed = 0) {
    int samples = 0;
    if (Error error = check_optimizer(optimizer)) return {.error = error};
    if (Error error = take(x, y, weights, samples)) return {.error = error};
    return scores(step_.train(samples, seed, optimizer, loss, weights), samples);
  }

  /// Loss and its metric on 1 to `batch` samples, with weights or without.
  Scores test_on_batch(std::span<const float> x, std::span<const float> y,
                       std::span<const float> weights = {}) {
    int samples = 0;
    if (Error error = take(x, y, weights, samples)) return {.error = error};
    step_.prepare();
    return scores(step_.test(samples, loss, weights), samples);
  }

  /// Trains for options.epochs more epochs; where a callback has ended one of the same data early, the first
  /// is the rest of it (see EpochPosition). Figures of an epoch are means over its samples while it trained,
  /// as Keras's. Labels, of the validation too, are looked at before the first step. An error keeps what was
  /// trained until then.
  History fit(const Dataset& data, const FitOptions& options = {}) {
    return detail::EpochLoop<Net, LossType, OptimizerType, Step>(step_, optimizer, loss, epoch_position_,
                                                                 data, options)
        .run();
  }

  /// Loss and its metric over all samples, without augmentation.
  Scores evaluate(const Dataset& data) { return batches().evaluate(data, loss); }

  /// y (n, output) from x (n, input), for any n. Floats are taken as they are: bytes that were scaled for
  /// training are predicted as a Dataset. Outputs that are not finite are an error.
  Error predict(std::span<const float> x, std::span<float> y) { return batches().predict(x, y); }

  /// y (n, output) from the n samples of a dataset, scaled as in training, without augmentation.
  Error predict(const Dataset& data, std::span<float> y) { return batches().predict(data, y); }

 private:
  detail::ForwardBatches<Net, batch, Step> batches() {
    return detail::ForwardBatches<Net, batch, Step>(step_);
  }

  /// Copies a batch into the arena.
  Error take(std::span<const float> x, std::span<const float> y, std::span<const float> weights,
             int& samples) {
    if (Error error = step_.ready()) return error;
    if (Error error = detail::check_batch<Net>(x, y.size(), label_width, batch, samples)) return error;
    if (Error error = detail::copy_samples<Net, batch>(step_.team(), x, 0, samples, step_.input()))
      return error;
    if (Error error = check_loss(loss)) return error;
    if (Error error = check_labels(y, static_cast<std::size_t>(samples), int{Net::Output::size}, loss))
      return error;
    if (Error error = check_weights<LossType>(weights, static_cast<std::size_t>(samples))) return error;
    std::copy(y.begin(), y.end(), step_.labels());
    return {};
  }

  template <class Sums>
  Scores scores(const Sums& sums, int samples) const {
    if (!sums.is_finite(static_cast<std::size_t>(samples)))
      return {.error = detail::divergence_error("the loss is", parameters())};
    return detail::mean<LossType>(sums, static_cast<std::size_t>(samples));
  }

  Step step_;
  EpochPosition epoch_position_;
};

}  // namespace cameo::inline CAMEO_ABI
