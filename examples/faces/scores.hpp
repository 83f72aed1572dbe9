// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cameo/data/dataset.hpp>
#include <cameo/train/scores.hpp>
#include <span>
#include <string>
#include <vector>

#include "common/failure.hpp"

namespace faces {

/// How well probabilities of class 1 tell two classes apart.
struct BinaryScores {
  double loss = 0;  ///< binary cross-entropy
  double accuracy = 0;
  double balanced_accuracy = 0;            ///< mean of both classes' accuracies
  double auc = 0;                          ///< NaN when there is one class only
  std::array<std::size_t, 4> confusion{};  ///< (truth, prediction)
};

/// What a network says of each sample, and how well.
struct Answers {
  std::vector<float> probabilities;  ///< of class 1
  BinaryScores scores;
};

/// What the library's evaluate does not give: all but loss and accuracy.
void add_scores(std::span<const float> probabilities, std::span<const float> labels, BinaryScores& scores);

/// Of all samples; Model is a Trainer, or a FaceModel.
template <class Model>
Answers answer(Model& model, const cameo::Dataset& data) {
  Answers answers{.probabilities = std::vector<float>(data.samples()), .scores = {}};
  const cameo::Scores scores = model.evaluate(data);
  examples::check(scores.error);
  examples::check(model.predict(data, answers.probabilities));
  answers.scores.loss = scores.loss;
  answers.scores.accuracy = scores.accuracy;
  add_scores(answers.probabilities, data.labels, answers.scores);
  return answers;
}

/// Prints figures and confusion matrix.
void print_scores(const BinaryScores& scores, std::span<const std::string> class_names);

}  // namespace faces
