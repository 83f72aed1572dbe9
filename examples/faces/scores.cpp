// SPDX-License-Identifier: MIT
#include "scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cameo/metrics/classification.hpp>
#include <cmath>
#include <limits>

namespace faces {

BinaryScores score(std::span<const float> probabilities, std::span<const float> labels) {
  BinaryScores scores;
  const cameo::ConfusionMatrix matrix{2, scores.confusion};
  check(cameo::count_confusion(probabilities, labels, matrix));
  scores.accuracy = cameo::accuracy(matrix);
  scores.balanced_accuracy = cameo::balanced_accuracy(matrix);
  std::vector<float> scratch(probabilities.size());
  const auto area = cameo::auc(probabilities, labels, scratch);
  scores.auc = area ? *area : std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const float right = labels[i] > 0.5f ? probabilities[i] : 1 - probabilities[i];
    scores.loss -= std::log(std::clamp(right, 1e-7f, 1 - 1e-7f)) / static_cast<double>(labels.size());
    if ((probabilities[i] > 0.5f) != (labels[i] > 0.5f)) scores.wrong.push_back(i);
  }
  return scores;
}

void print_scores(const BinaryScores& scores, std::span<const std::string> class_names) {
  fmt::print("loss {:.4f}, accuracy {:.4f}, balanced accuracy {:.4f}, AUC {:.4f}\n", scores.loss,
             scores.accuracy, scores.balanced_accuracy, scores.auc);
  const std::size_t width = std::max({class_names[0].size(), class_names[1].size(), std::size_t{7}}) + 2;
  fmt::print("{:<{}}{:>{}}{:>{}}  (predicted)\n", "", width, class_names[0], width, class_names[1], width);
  for (std::size_t truth = 0; truth < 2; ++truth)
    fmt::print("{:<{}}{:>{}}{:>{}}\n", class_names[truth], width, scores.confusion[2 * truth], width,
               scores.confusion[2 * truth + 1], width);
}

}  // namespace faces
