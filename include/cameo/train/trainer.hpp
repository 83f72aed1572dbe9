// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "cameo/core/permutation.hpp"
#include "cameo/data/batch.hpp"
#include "cameo/loss/labels.hpp"
#include "cameo/loss/loss-inl.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/optim/update-inl.hpp"
#include "cameo/train/options.hpp"
#include "cameo/train/pass-inl.hpp"
#include "cameo/train/samples.hpp"
#include "cameo/train/scores.hpp"

namespace cameo::inline CAMEO_ABI {

/// Trains a network: parameters, optimizer state and arena in one object, whose sizeof is all the memory that
/// training takes. Give it static storage or the heap, never the stack. Nothing is allocated after it is
/// made.
///
///   static Trainer<FaceNet, BinaryCrossentropy, Adam, Batch<32>> trainer;
///   History history = trainer.fit(train, {.epochs = 10, .validation_data = &validation});
///   auto [loss, accuracy] = trainer.evaluate(test);
template <class Net, class LossType, class OptimizerType, class... Options>
class Trainer {
  static_assert(Network<Net>,
                "Trainer: the first argument is not a network; give Sequential<Input<...>, layers...>");
  static_assert(Loss<LossType>,
                "Trainer: the second argument is not a loss; give BinaryCrossentropy or another one");
  static_assert(Optimizer<OptimizerType>,
                "Trainer: the third argument is not an optimizer; give Adam or SGD");
  static_assert(std::same_as<typename detail::WeightsOption<Options...>::type, Weights::float32>,
                "Trainer: training needs float32 weights; give bf16 or int8 to a Predictor");
  using LastLayer = typename Net::template Layer<Net::layers - 1>;
  static_assert(LossType::template check<LastLayer, typename Net::Output>());
  static_assert(Net::parameter_count > 0,
                "Trainer: the network has no parameters to train; add Conv2D or Dense");

 public:
  static constexpr int batch = detail::batch_option<32, Options...>;
  static constexpr int label_width = LossType::template label_width<typename Net::Output>;
  static constexpr int threads = detail::TeamOption<Options...>::type::threads;
  using Plan = cameo::Plan<Net, batch, true, threads, LossType::template absorbs<LastLayer>, label_width>;

  /// Every buffer of the arena: offset, bytes and lifetime.
  static constexpr const auto& memory_map = Plan::memory_map;

  /// Starts with initialize(0).
  Trainer() { initialize(0); }

  /// Draws the parameters and clears the optimizer's state.
  void initialize(std::uint64_t seed) {
    parameters_.initialize(seed);
    for (auto& slot : slots_) slot.values.fill(0);
    steps_ = 0;
  }

  Parameters<Net>& parameters() { return parameters_; }
  const Parameters<Net>& parameters() const { return parameters_; }

  /// What the optimizer keeps for each parameter, such as Adam's two moments.
  std::array<Parameters<Net>, OptimizerType::slots>& optimizer_state() { return slots_; }

  /// Hyperparameters: trainer.optimizer.learning_rate = 1e-4f;
  OptimizerType optimizer;

  /// One step on 1 to `batch` samples: x (n, input), y (n, label width). Returns the loss and accuracy before
  /// the step.
  Scores train_on_batch(std::span<const float> x, std::span<const float> y, std::uint64_t seed = 0) {
    int samples = 0;
    if (Error error = take(x, y, samples)) return {.error = error};
    return mean(step(samples, seed), samples);
  }

  /// Loss and accuracy on 1 to `batch` samples.
  Scores test_on_batch(std::span<const float> x, std::span<const float> y) {
    int samples = 0;
    if (Error error = take(x, y, samples)) return {.error = error};
    return mean(test(samples), samples);
  }

  /// Trains for options.epochs epochs. Figures of an epoch are means over its samples while it trained, as
  /// Keras's.
  History fit(const Dataset& data, const FitOptions& options = {}) {
    History history;
    history.error = check(data, options);
    for (int epoch = 0; epoch < options.epochs && !history.error && !history.stopped; ++epoch)
      fit_epoch(data, options, epoch, history);
    return history;
  }

  /// Loss and accuracy over all samples, without augmentation.
  Scores evaluate(const Dataset& data) {
    if (Error error = team_.error()) return {.error = error};
    if (Error error = check_dataset(data, detail::picture_size<Net>, label_width)) return {.error = error};
    LossSums sums;
    for (std::size_t first = 0; first < data.samples(); first += batch) {
      const int samples = static_cast<int>(std::min<std::size_t>(batch, data.samples() - first));
      const auto index = [first](int i) { return first + static_cast<std::size_t>(i); };
      if (Error error = load(data, samples, false, 0, index)) return {.error = error};
      if (Error error = check_loaded_labels(samples)) return {.error = error};
      add(sums, test(samples));
    }
    return mean(sums, data.samples());
  }

  /// y (n, output) from x (n, input), for any n.
  Error predict(std::span<const float> x, std::span<float> y) {
    if (Error error = team_.error()) return error;
    return detail::predict_in_batches<Net, batch>(x, y, input(),
                                                  [this](int samples) { return forward(samples, {}); });
  }

 private:
  using Team = typename detail::TeamOption<Options...>::type::Team;
  using Pass = HWY_NAMESPACE::Pass<Plan, true, Team>;
  using LossKernel = HWY_NAMESPACE::LossKernel<LossType>;
  using LossSums = HWY_NAMESPACE::LossSums;
  static constexpr int outputs = static_cast<int>(Net::Output::size);
  static constexpr std::size_t inputs = Net::Input::size;

  float* input() { return Pass::template floats<BufferKind::Input, -1>(arena_.data()); }
  float* labels() { return Pass::template floats<BufferKind::Labels, -1>(arena_.data()); }
  static constexpr std::size_t labels_of(int samples) {
    return static_cast<std::size_t>(samples) * label_width;
  }

  /// Copies a batch into the arena.
  Error take(std::span<const float> x, std::span<const float> y, int& samples) {
    if (Error error = team_.error()) return error;
    if (Error error = detail::check_batch<Net>(x, y.size(), label_width, batch, samples)) return error;
    if (Error error = detail::copy_samples<Net>(x, samples, input())) return error;
    std::copy(y.begin(), y.end(), labels());
    return check_loaded_labels(samples);
  }

  Error check_loaded_labels(int samples) {
    return check_labels<LossType>(std::span<const float>(labels(), labels_of(samples)), samples, outputs);
  }

  /// Loads the samples index(0), index(1), ... of a dataset to the batch.
  template <class Index>
  Error load(const Dataset& data, int samples, bool training, std::uint64_t key, const Index& index) {
    std::array<bool, batch> failed{};
    const auto load_one = [&](int i) {
      const auto label = data.labels.subspan(index(i) * label_width, label_width);
      std::copy(label.begin(), label.end(), labels() + labels_of(i));
      return load_sample(data, index(i), detail::picture_size<Net>, training, random_bits(key, index(i)),
                         input() + static_cast<std::size_t>(i) * inputs);
    };
    team_.run(samples,
              [&](int i, int) { failed[static_cast<std::size_t>(i)] = static_cast<bool>(load_one(i)); });
    const auto first = std::find(failed.begin(), failed.end(), true);
    return first == failed.end() ? Error() : load_one(static_cast<int>(first - failed.begin()));
  }

  const float* forward(int samples, PassContext context) {
    Pass(parameters_.values.data(), arena_.data(), samples, context, team_).forward();
    return Pass::template floats<BufferKind::Output, Plan::stages - 1>(arena_.data());
  }

  LossSums test(int samples) { return LossKernel::forward(forward(samples, {}), labels(), samples, outputs); }

  /// One training step on the batch in the arena.
  LossSums step(int samples, std::uint64_t seed) {
    const PassContext context{.training = true, .key = stream(seed, Purpose::Layers, steps_)};
    const float* p = forward(samples, context);
    const LossSums sums = LossKernel::forward(p, labels(), samples, outputs);
    LossKernel::backward(
        p, labels(), samples, outputs,
        Pass::template floats<BufferKind::OutputGradient, Plan::last_backward>(arena_.data()));
    std::array<float*, OptimizerType::slots> slots{};
    for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = slots_[i].values.data();
    const HWY_NAMESPACE::UpdateRule<OptimizerType> rule(optimizer, ++steps_);
    const HWY_NAMESPACE::Update<OptimizerType> update(rule, parameters_.values.data(), slots);
    Pass(parameters_.values.data(), arena_.data(), samples, context, team_).backward(update);
    return sums;
  }

  static void add(LossSums& sums, const LossSums& more) {
    sums.loss += more.loss;
    sums.correct += more.correct;
  }

  static Scores mean(const LossSums& sums, std::size_t samples) {
    const double count = static_cast<double>(samples);
    Scores scores{static_cast<float>(sums.loss / count), static_cast<float>(sums.correct / count), {}};
    if (!std::isfinite(scores.loss)) scores.error = Error("the loss is not finite; lower the learning rate");
    return scores;
  }
  static Scores mean(const LossSums& sums, int samples) {
    return mean(sums, static_cast<std::size_t>(samples));
  }

  Error check(const Dataset& data, const FitOptions& options) const {
    if (Error error = team_.error()) return error;
    if (options.epochs < 1 || options.epochs > History::max_epochs)
      return Error("fit: epochs is ", options.epochs, ", but must be 1 to ", History::max_epochs);
    if (Error error = check_dataset(data, detail::picture_size<Net>, label_width)) return error;
    if (options.validation_data != nullptr)
      if (Error error = check_dataset(*options.validation_data, detail::picture_size<Net>, label_width))
        return Error("validation data: ", error.message());
    return {};
  }

  void fit_epoch(const Dataset& data, const FitOptions& options, int epoch, History& history) {
    const std::uint64_t key = stream(options.seed, Purpose::Augmentation, steps_);
    const Permutation order(stream(options.seed, Purpose::Order, steps_), data.samples());
    TrainingProgress progress{
        .epoch = epoch, .epochs = options.epochs, .samples = data.samples(), .scores = {}};
    LossSums sums;
    while (progress.sample < progress.samples && !history.stopped) {
      const int samples = static_cast<int>(std::min<std::size_t>(batch, progress.samples - progress.sample));
      const auto index = [&](int i) {
        const std::size_t place = progress.sample + static_cast<std::size_t>(i);
        return options.shuffle ? static_cast<std::size_t>(order(place)) : place;
      };
      if ((history.error = load(data, samples, true, key, index))) return;
      if ((history.error = check_loaded_labels(samples))) return;
      add(sums, step(samples, options.seed));
      progress.sample += static_cast<std::size_t>(samples);
      const Scores scores = mean(sums, progress.sample);
      if ((history.error = scores.error)) return;
      progress.scores.loss = scores.loss;
      progress.scores.accuracy = scores.accuracy;
      if (options.callback != nullptr) history.stopped = !options.callback->on_batch_end(progress);
    }
    if (history.stopped && progress.sample < progress.samples) return;
    finish_epoch(options, progress, history);
  }

  void finish_epoch(const FitOptions& options, TrainingProgress& progress, History& history) {
    if (options.validation_data != nullptr) {
      const Scores scores = evaluate(*options.validation_data);
      if ((history.error = scores.error)) return;
      progress.scores.val_loss = scores.loss;
      progress.scores.val_accuracy = scores.accuracy;
    }
    history.scores[static_cast<std::size_t>(history.size++)] = progress.scores;
    if (options.callback != nullptr) history.stopped |= !options.callback->on_epoch_end(progress);
  }

  Parameters<Net> parameters_;
  std::array<Parameters<Net>, OptimizerType::slots> slots_;
  alignas(64) std::array<std::byte, Plan::memory_map.bytes> arena_;
  std::uint64_t steps_ = 0;
  [[no_unique_address]] Team team_;
};

}  // namespace cameo::inline CAMEO_ABI
