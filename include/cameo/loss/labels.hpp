// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <span>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"
#include "cameo/loss/loss.hpp"

namespace cameo::inline CAMEO_ABI {

/// What a loss requires of the labels of `samples` samples whose network has `width` outputs; specialise it
/// for a loss of your own that requires more than finite numbers. Requires labels.size() == samples * label
/// width. The message names the first sample that is wrong.
template <class Loss>
struct LabelCheck {
  static Error find(std::span<const float> labels, std::size_t samples, int) {
    const std::size_t each = samples > 0 ? labels.size() / samples : 1;
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (!std::isfinite(labels[i]))
        return Error("the label of sample ", i / each, " is ", decimal(static_cast<double>(labels[i]), 0),
                     "; expected a finite number");
    return {};
  }
};

template <>
struct LabelCheck<BinaryCrossentropy> {
  static Error find(std::span<const float> labels, std::size_t, int width) {
    for (std::size_t i = 0; i < labels.size(); ++i)
      if (!(labels[i] >= 0 && labels[i] <= 1))
        return Error("the label of sample ", i / static_cast<std::size_t>(width), " is ",
                     decimal(static_cast<double>(labels[i]), 4), "; BinaryCrossentropy expects 0 to 1");
    return {};
  }
};

template <>
struct LabelCheck<CategoricalCrossentropy> {
  static Error find(std::span<const float> labels, std::size_t samples, int width) {
    for (std::size_t sample = 0; sample < samples; ++sample) {
      double sum = 0;
      for (int k = 0; k < width; ++k) {
        const float label = labels[sample * static_cast<std::size_t>(width) + static_cast<std::size_t>(k)];
        if (!(label >= 0 && label <= 1))
          return Error("the label of sample ", sample, " for class ", k, " is ",
                       decimal(static_cast<double>(label), 4),
                       "; CategoricalCrossentropy expects a probability, 0 to 1");
        sum += static_cast<double>(label);
      }
      if (std::fabs(sum - 1) > 1e-3)
        return Error("the labels of sample ", sample, " sum to ", decimal(sum, 4),
                     "; CategoricalCrossentropy expects probabilities that sum to 1 (for class indices there "
                     "is SparseCategoricalCrossentropy)");
    }
    return {};
  }
};

template <>
struct LabelCheck<SparseCategoricalCrossentropy> {
  static Error find(std::span<const float> labels, std::size_t, int width) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const float label = labels[i];
      const bool whole = std::trunc(label) == label;
      if (!whole || label < 0 || label >= static_cast<float>(width))
        return Error("the label of sample ", i, " is ", decimal(static_cast<double>(label), whole ? 0 : 4),
                     "; SparseCategoricalCrossentropy expects the index of a class, 0 to ", width - 1);
    }
    return {};
  }
};

/// How many of `width` outputs a loss uses: all, but where its option `classes` says fewer.
template <class LossType>
int used_classes(const LossType& loss, int width) {
  if constexpr (requires { loss.classes; })
    return loss.classes == 0 || loss.classes > width ? width : loss.classes;
  else
    return width;
}

/// An Error that names the first sample whose label the loss cannot use.
template <class LossType>
Error check_labels(std::span<const float> labels, std::size_t samples, int width, const LossType& loss = {}) {
  return LabelCheck<LossType>::find(labels, samples, used_classes(loss, width));
}

/// Whether so many samples can have these weights: one each, finite and not negative, or none at all.
template <class LossType>
Error check_weights(std::span<const float> weights, std::size_t samples) {
  if (weights.empty()) return {};
  if (!LossType::by_sample)
    return Error(
        "the loss compares the samples of a batch with one another, so that they cannot have weights; "
        "give none");
  if (weights.size() != samples)
    return Error(samples, " samples need ", samples, " weights, or none, but ", weights.size(), " are given");
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (!(weights[i] >= 0 && std::isfinite(weights[i])))
      return Error("the weight of sample ", i, " is ", decimal(static_cast<double>(weights[i]), 4),
                   "; expected a finite number of at least 0");
  return {};
}

/// Whether the options of a loss can be used.
template <class LossType>
Error check_loss([[maybe_unused]] const LossType& loss) {
  if constexpr (requires { (loss.check_options)(); })
    return (loss.check_options)();
  else
    return {};
}

}  // namespace cameo::inline CAMEO_ABI
