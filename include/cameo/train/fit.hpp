// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "cameo/core/permutation.hpp"
#include "cameo/core/random.hpp"
#include "cameo/data/digest.hpp"
#include "cameo/data/load_sample.hpp"
#include "cameo/train/divergence.hpp"
#include "cameo/train/epoch_position.hpp"
#include "cameo/train/fit_options.hpp"
#include "cameo/train/forward_batches.hpp"
#include "cameo/train/history.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// One call of fit: epoch after epoch, batch after batch.
template <class Net, class LossType, class OptimizerType, class Step>
class EpochLoop {
 public:
  EpochLoop(Step& step, const OptimizerType& optimizer, const LossType& loss, EpochPosition& position,
            const Dataset& data, const FitOptions& options)
      : step_(step),
        optimizer_(optimizer),
        loss_(loss),
        position_(position),
        data_(data),
        options_(options) {}

  History run() {
    History history;
    if ((history.error = check_arguments())) return history;
    const int order = options_.sampler != nullptr ? 2 : options_.shuffle ? 1 : 0;
    key_ = random_bits(random_bits(options_.seed, digest(data_)), static_cast<std::uint64_t>(order));
    progress_.epochs = to_int(position_.epochs + static_cast<std::uint64_t>(options_.epochs));
    begin_or_continue();
    tell(history, &Callback::on_train_begin);
    for (int epoch = 0; epoch < options_.epochs && !history.error && !history.stopped; ++epoch)
      train_epoch(history);
    return history;
  }

 private:
  using Batches = ForwardBatches<Net, Step::batch, Step>;

  Error check_arguments() const {
    if (Error error = step_.ready()) return error;
    if (options_.epochs < 1) return Error("fit: epochs is ", options_.epochs, ", but must be at least 1");
    if (options_.callback != nullptr)
      if (Error error = options_.callback->error()) return error;
    if (Error error = check_optimizer(optimizer_)) return error;
    if (Error error = check_finite(step_.parameters())) return error;
    if (options_.sampler != nullptr)
      if (Error error = check_sampler(*options_.sampler)) return error;
    if (Error error = Batches::check_labelled(data_, loss_)) return error;
    if (options_.validation_data != nullptr)
      if (Error error = Batches::check_labelled(*options_.validation_data, loss_))
        return Error("validation data: ", error.message());
    return {};
  }

  Error check_sampler(const Sampler& sampler) const {
    if (sampler.samples() != data_.samples())
      return Error("fit: the sampler is of ", sampler.samples(), " samples, but there are ", data_.samples());
    return sampler.error();
  }

  void train_epoch(History& history) {
    begin_or_continue();
    if (position_.samples == 0) {
      history.error = Error("fit: the sampler shows no sample in this epoch; expected 1 at least");
      return;
    }
    tell(history, &Callback::on_epoch_begin);
    const Permutation order(order_key(position_.first_step), position_.samples);
    while (position_.sample < position_.samples && !history.stopped && !history.error) {
      if ((history.error = train_batch(order))) return;
      history.stopped = !tell(history, &Callback::on_batch_end);
    }
    if (position_.sample == position_.samples && !history.error) finish_epoch(history);
  }

  /// A new epoch, or the rest of one that was stopped.
  void begin_or_continue() {
    const bool goes_on = position_.sample > 0 && position_.samples == draw_samples(position_.first_step) &&
                         position_.key == key_;
    if (!goes_on) {
      const std::uint64_t first_step = step_.optimizer_state().steps;
      position_ = {.epochs = position_.epochs,
                   .samples = draw_samples(first_step),
                   .key = key_,
                   .first_step = first_step};
    }
    show_position();
  }

  std::uint64_t order_key(std::uint64_t first_step) const {
    return stream(options_.seed, Purpose::Order, first_step);
  }

  /// How many samples the epoch that begins with this step shows.
  std::uint64_t draw_samples(std::uint64_t first_step) const {
    return options_.sampler == nullptr ? data_.samples()
                                       : options_.sampler->begin_epoch(order_key(first_step));
  }

  Error train_batch(const Permutation& order) {
    const int samples =
        static_cast<int>(std::min<std::uint64_t>(Step::batch, position_.samples - position_.sample));
    if (Error error = load(order, samples)) return error;
    if (Error error = check_optimizer(optimizer_)) return error;  // a callback may have changed it
    if (Error error = check_loss(loss_)) return error;
    const auto sums = step_.train(samples, options_.seed, optimizer_, loss_,
                                  step_.weights().first(data_.weights.empty() ? 0 : Step::batch));
    if (!sums.is_finite(static_cast<std::size_t>(samples)))
      return divergence_error("the loss is", step_.parameters());
    position_.loss += sums.loss;
    position_.metric += sums.metric;
    position_.sample += static_cast<std::uint64_t>(samples);
    if (position_.sample == position_.samples) step_.finish_step(optimizer_);
    show_position();
    return {};
  }

  /// The next samples of the order, augmented, with their labels and weights.
  Error load(const Permutation& order, int samples) {
    constexpr std::size_t label_width = Step::label_width;
    const std::uint64_t key = stream(options_.seed, Purpose::Augmentation, position_.first_step);
    return load_batch<Step::batch>(step_.team(), samples, [&](int i) {
      const auto in_batch = static_cast<std::size_t>(i);
      const std::uint64_t place = position_.sample + in_batch;
      const std::size_t index = index_of(order, place);
      if (index >= data_.samples())
        return Error("fit: the sampler gives sample ", index, ", but there are ", data_.samples());
      std::copy_n(data_.labels.data() + index * label_width, label_width,
                  step_.labels() + in_batch * label_width);
      if (!data_.weights.empty()) step_.weights()[in_batch] = data_.weights[index];
      const std::uint64_t shown = options_.sampler == nullptr ? index : place;  // it may repeat a sample
      return load_sample(data_, index, picture_size<Net>, true, random_bits(key, shown),
                         step_.input() + in_batch * Net::Input::size);
    });
  }

  std::size_t index_of(const Permutation& order, std::uint64_t place) const {
    if (options_.sampler != nullptr) return options_.sampler->index(place);
    return options_.shuffle ? order(place) : place;
  }

  void finish_epoch(History& history) {
    position_ = {.epochs = position_.epochs + 1};
    if ((history.error = check_state())) return;  // the last step may have been too wide
    bool validated = true;
    if (options_.validation_data != nullptr) {
      const Scores scores = Batches(step_).evaluate(*options_.validation_data, loss_, [&] {
        return validated = options_.callback == nullptr || options_.callback->on_test_batch_end(progress_);
      });
      if (scores.error) history.error = Error("validation data: ", scores.error.message());
      if (history.error) return;
      progress_.scores.val_loss = scores.loss;
      progress_.scores.val_accuracy = scores.accuracy;
      progress_.scores.val_mean_absolute_error = scores.mean_absolute_error;
    }
    history.add(progress_.scores);
    if (!validated || !tell(history, &Callback::on_epoch_end)) history.stopped = true;
  }

  /// Tells the callback, if there is one, and returns what it answers, or true. One that begins the trainer
  /// anew has lost the place of this call.
  template <class Answer>
  bool tell(History& history, Answer (Callback::*said)(const TrainingProgress&)) {
    if (options_.callback == nullptr) return true;
    const EpochPosition before = position_;
    bool answer = true;
    if constexpr (std::same_as<Answer, bool>)
      answer = (options_.callback->*said)(progress_);
    else
      (options_.callback->*said)(progress_);
    if (position_.epochs != before.epochs || position_.sample != before.sample ||
        position_.first_step != before.first_step)
      history.error = Error("fit: a callback has initialized, fitted or loaded the same trainer");
    return answer;
  }

  /// Whether parameters and optimizer can go on, and be saved.
  Error check_state() const {
    Error error = check_finite(step_.parameters());
    for (const auto& state : step_.optimizer_state().states)
      if (!error) error = check_finite(state, "what the optimizer keeps is");
    return error;
  }

  /// What callbacks see of the position: means over the samples that are done.
  void show_position() {
    progress_.epoch = to_int(position_.epochs);
    progress_.sample = position_.sample;
    progress_.samples = position_.samples;
    progress_.scores = {};
    if (position_.sample == 0) return;
    const Scores scores = mean<LossType>({position_.loss, position_.metric}, progress_.sample);
    progress_.scores.loss = scores.loss;
    progress_.scores.accuracy = scores.accuracy;
    progress_.scores.mean_absolute_error = scores.mean_absolute_error;
  }

  static int to_int(std::uint64_t number) {
    return static_cast<int>(std::min<std::uint64_t>(number, (std::numeric_limits<int>::max)()));
  }

  Step& step_;
  const OptimizerType& optimizer_;
  const LossType& loss_;
  EpochPosition& position_;
  const Dataset& data_;
  const FitOptions& options_;
  std::uint64_t key_ = 0;  ///< EpochPosition::key
  TrainingProgress progress_;
};

}  // namespace cameo::inline CAMEO_ABI::detail
