// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Samples by class: counts[truth * classes + prediction].
struct ConfusionMatrix {
  int classes;
  std::span<std::size_t> counts;  ///< (classes, classes), the caller's

  std::size_t& at(int truth, int prediction) const {
    return counts[static_cast<std::size_t>(truth) * static_cast<std::size_t>(classes) +
                  static_cast<std::size_t>(prediction)];
  }
};

/// The class that one sample's outputs name: for one output, 1 above 0.5 and else 0; for more, the index of
/// the first largest. Requires at least one output.
inline int predicted_class(std::span<const float> outputs) {
  if (outputs.size() == 1) return outputs[0] > 0.5f ? 1 : 0;
  return static_cast<int>(std::max_element(outputs.begin(), outputs.end()) - outputs.begin());
}

/// Fills `matrix` from outputs (n, 1 or classes) and labels (n), which are indices of classes.
/// Errors, which leave it as it was: sizes that do not fit together, a label that is no class, a NaN.
inline Error count_confusion(std::span<const float> outputs, std::span<const float> labels,
                             const ConfusionMatrix& matrix) {
  const auto classes = static_cast<std::size_t>((std::max)(matrix.classes, 0));
  if (classes < 2 || matrix.counts.size() != classes * classes)
    return Error("the confusion matrix of ", matrix.classes, " classes has ", matrix.counts.size(),
                 " counts; expected 2 classes or more and the square of their number");
  const std::size_t width = labels.empty() ? 0 : outputs.size() / labels.size();
  if (outputs.size() != width * labels.size() || !(width == classes || (width == 1 && classes == 2)))
    return Error(outputs.size(), " outputs for ", labels.size(), " labels do not fit ", classes,
                 " classes; expected one output a class, or one output for two classes");
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (!(labels[i] >= 0 && labels[i] < static_cast<float>(classes)) || std::trunc(labels[i]) != labels[i])
      return Error("the label of sample ", i, " is no class; expected 0 to ", classes - 1);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (std::isnan(outputs[i])) return Error("an output of sample ", i / width, " is NaN; expected a number");
  std::fill(matrix.counts.begin(), matrix.counts.end(), std::size_t{0});
  for (std::size_t i = 0; i < labels.size(); ++i)
    ++matrix.at(static_cast<int>(labels[i]), predicted_class(outputs.subspan(i * width, width)));
  return {};
}

/// Part of the samples on the diagonal; 0 without samples.
inline double accuracy(const ConfusionMatrix& matrix) {
  std::size_t correct = 0, all = 0;
  for (int truth = 0; truth < matrix.classes; ++truth) {
    correct += matrix.at(truth, truth);
    for (int prediction = 0; prediction < matrix.classes; ++prediction) all += matrix.at(truth, prediction);
  }
  return all == 0 ? 0 : static_cast<double>(correct) / static_cast<double>(all);
}

/// Mean over the classes that have samples of the part of their samples that is recognised; 0 without
/// samples.
inline double balanced_accuracy(const ConfusionMatrix& matrix) {
  double sum = 0;
  int present = 0;
  for (int truth = 0; truth < matrix.classes; ++truth) {
    std::size_t samples = 0;
    for (int prediction = 0; prediction < matrix.classes; ++prediction)
      samples += matrix.at(truth, prediction);
    if (samples == 0) continue;
    sum += static_cast<double>(matrix.at(truth, truth)) / static_cast<double>(samples);
    ++present;
  }
  return present == 0 ? 0 : sum / present;
}

/// Area under the ROC curve: the probability that a sample of class 1 scores higher than one of class 0, ties
/// counting half (Mann, Whitney: 1947). A label above 0.5 is class 1. `scratch` is as long as `scores` and is
/// overwritten. Costs n log n comparisons. Errors: sizes that differ, a NaN, one class only.
inline Result<double> auc(std::span<const float> scores, std::span<const float> labels,
                          std::span<float> scratch) {
  if (labels.size() != scores.size() || scratch.size() < scores.size())
    return Error("AUC of ", scores.size(), " scores, ", labels.size(), " labels and ", scratch.size(),
                 " values of scratch; expected as many of each");
  auto end = scratch.begin();
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i])) return Error("AUC: the score of sample ", i, " is NaN; expected a number");
    if (std::isnan(labels[i])) return Error("AUC: the label of sample ", i, " is NaN; expected a number");
    if (!(labels[i] > 0.5f)) *end++ = scores[i];
  }
  const auto zeros = static_cast<std::size_t>(end - scratch.begin()), ones = scores.size() - zeros;
  if (zeros == 0 || ones == 0)
    return Error("AUC needs samples of both classes; found ", zeros, " of class 0 and ", ones, " of class 1");
  std::sort(scratch.begin(), end);
  double pairs = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!(labels[i] > 0.5f)) continue;
    const auto [first, last] = std::equal_range(scratch.begin(), end, scores[i]);
    pairs += static_cast<double>((first - scratch.begin()) + (last - scratch.begin())) / 2;
  }
  return pairs / static_cast<double>(zeros) / static_cast<double>(ones);
}

}  // namespace cameo::inline CAMEO_ABI
