// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "cameo/data/check_dataset.hpp"
#include "cameo/data/load_sample.hpp"
#include "cameo/loss/labels.hpp"
#include "cameo/loss/weighted_loss-inl.hpp"
#include "cameo/net/sequential.hpp"
#include "cameo/train/divergence.hpp"
#include "cameo/train/samples.hpp"
#include "cameo/train/scores.hpp"

namespace cameo::inline CAMEO_ABI::detail {

template <class LossType>
Scores mean(const HWY_NAMESPACE::LossSums& sums, std::size_t samples) {
  const double count = static_cast<double>(samples);
  Scores scores{.loss = static_cast<float>(sums.loss / count), .error = {}};
  (LossType::metric == Metric::Accuracy ? scores.accuracy : scores.mean_absolute_error) =
      static_cast<float>(sums.metric / count);
  return scores;
}

/// What Trainer and Predictor do with any number of samples, a batch at a time. `Model` is one of them:
/// model.input() has room for a batch, model.forward(n) returns the outputs of its first n samples,
/// model.ready() says why there can be none, model.prepare() is called before the first batch.
template <Network Net, int Batch, class Model>
class ForwardBatches {
 public:
  explicit ForwardBatches(Model& model) : model_(model) {}

  /// y (n, output) from x (n, input).
  Error predict(std::span<const float> x, std::span<float> y) const {
    if (x.empty() || x.size() % inputs != 0)
      return Error("x has ", x.size(), " values, but a sample has ", inputs);
    const auto load = [&](std::size_t first, int samples) {
      return copy_samples<Net, Batch>(model_.team(), x, first, samples, model_.input());
    };
    return predict_loaded(x.size() / inputs, load, y);
  }

  /// y (n, output) from a dataset of n samples, whose labels are not looked at.
  Error predict(const Dataset& data, std::span<float> y) const {
    Dataset unlabelled = data;
    unlabelled.labels = unlabelled.weights = {};
    if (Error error = check_dataset(unlabelled, picture_size<Net>, 0)) return error;
    return predict_loaded(data.samples(), loader(data), y);
  }

  /// go_on() is asked after each batch. Where it says no there is neither a score nor an error.
  template <class LossType, class GoOn>
  Scores evaluate(const Dataset& data, const LossType& loss, const GoOn& go_on) const {
    constexpr std::size_t label_width = LossType::template label_width<typename Net::Output>;
    if (Error error = model_.ready()) return {.error = error};
    if (Error error = check_labelled(data, loss)) return {.error = error};
    model_.prepare();
    const HWY_NAMESPACE::WeightedLoss<LossType, Net> of_batch(loss);
    HWY_NAMESPACE::LossSums sums;
    bool wanted = true;
    Error error = each(data.samples(), loader(data), [&](std::size_t first, int samples) {
      const auto weights = data.weights.empty() ? data.weights : data.weights.subspan(first);
      sums += of_batch.forward(model_.forward(samples), data.labels.data() + first * label_width, weights,
                               samples);
      return wanted = go_on();
    });
    if (!wanted) return {};
    if (!error && !sums.is_finite(data.samples()))
      error = divergence_error("the loss is", model_.parameters());
    return error ? Scores{.error = error} : mean<LossType>(sums, data.samples());
  }

  template <class LossType>
  Scores evaluate(const Dataset& data, const LossType& loss) const {
    return evaluate(data, loss, [] { return true; });
  }

  /// Whether a dataset has samples of this network and labels of this loss.
  template <class LossType>
  static Error check_labelled(const Dataset& data, const LossType& loss) {
    if (Error error = check_loss(loss)) return error;
    constexpr std::size_t label_width = LossType::template label_width<typename Net::Output>;
    if (Error error = check_dataset(data, picture_size<Net>, label_width)) return error;
    if (Error error = check_weights<LossType>(data.weights, data.samples())) return error;
    return check_labels(data.labels, data.samples(), int{Net::Output::size}, loss);
  }

 private:
  static constexpr std::size_t inputs = Net::Input::size, outputs = Net::Output::size;

  /// Loads the samples from `first` on, without augmentation.
  auto loader(const Dataset& data) const {
    return [this, &data](std::size_t first, int samples) {
      return load_batch<Batch>(model_.team(), samples, [&, this](int i) {
        const auto sample = static_cast<std::size_t>(i);
        return load_sample(data, first + sample, picture_size<Net>, false, 0,
                           model_.input() + sample * inputs);
      });
    };
  }

  template <class Load>
  Error predict_loaded(std::size_t total, const Load& load, std::span<float> y) const {
    if (Error error = model_.ready()) return error;
    if (y.size() != total * outputs)
      return Error("y has ", y.size(), " values, but ", total, " samples with ", outputs,
                   " outputs each need ", total * outputs);
    model_.prepare();
    bool finite = true;
    Error error = each(total, load, [&, this](std::size_t first, int samples) {
      return finite = HWY_NAMESPACE::copy_finite(
                 model_.forward(samples), static_cast<std::size_t>(samples) * outputs, &y[first * outputs]);
    });
    return finite ? error : divergence_error("the outputs are", model_.parameters());
  }

  /// load(first, samples), then use(first, samples), batch after batch until one returns false.
  template <class Load, class Use>
  static Error each(std::size_t total, const Load& load, const Use& use) {
    for (std::size_t first = 0; first < total; first += Batch) {
      const int samples = static_cast<int>(std::min<std::size_t>(Batch, total - first));
      if (Error error = load(first, samples)) return error;
      if (!use(first, samples)) break;
    }
    return {};
  }

  Model& model_;
};

}  // namespace cameo::inline CAMEO_ABI::detail
