// SPDX-License-Identifier: MIT
#include "scores.hpp"

#include <algorithm>
#include <cameo/metrics/classification.hpp>
#include <limits>

#include "common/console.hpp"

namespace faces {

using namespace examples;

void add_scores(std::span<const float> probabilities, std::span<const float> labels, BinaryScores& scores) {
  const cameo::ConfusionMatrix matrix{2, scores.confusion};
  check(cameo::count_confusion(probabilities, labels, matrix));
  scores.balanced_accuracy = cameo::balanced_accuracy(matrix);
  std::vector<float> scratch(probabilities.size());
  const auto area = cameo::auc(probabilities, labels, scratch);
  scores.auc = area ? *area : std::numeric_limits<double>::quiet_NaN();
}

void print_scores(const BinaryScores& scores, std::span<const std::string> class_names) {
  say("loss {:.4f}, accuracy {:.4f}, balanced accuracy {:.4f}, AUC {:.4f}\n", scores.loss, scores.accuracy,
      scores.balanced_accuracy, scores.auc);
  const std::array names{printable(class_names[0]), printable(class_names[1])};
  const std::size_t width = std::max({names[0].size(), names[1].size(), std::size_t{7}}) + 2;
  say("{:<{}}{:>{}}{:>{}}  (predicted)\n", "", width, names[0], width, names[1], width);
  for (std::size_t truth = 0; truth < 2; ++truth)
    say("{:<{}}{:>{}}{:>{}}\n", names[truth], width, scores.confusion[2 * truth], width,
        scores.confusion[2 * truth + 1], width);
}

}  // namespace faces
