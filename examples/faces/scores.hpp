// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/data/batch.hpp>
#include <span>
#include <string>
#include <vector>

#include "failure.hpp"

namespace faces {

/// How well probabilities of class 1 tell two classes apart.
struct BinaryScores {
  double loss = 0;  ///< binary cross-entropy
  double accuracy = 0;
  double balanced_accuracy = 0;            ///< mean of both classes' accuracies
  double auc = 0;                          ///< NaN when there is one class only
  std::array<std::size_t, 4> confusion{};  ///< (truth, prediction)
  std::vector<std::size_t> wrong;          ///< misclassified samples
};

BinaryScores score(std::span<const float> probabilities, std::span<const float> labels);

/// Prints figures and confusion matrix.
void print_scores(const BinaryScores& scores, std::span<const std::string> class_names);

/// The probability of class 1 for each sample; Model is a Trainer or Predictor of a network with one output.
template <class Model>
std::vector<float> predict_all(Model& model, const cameo::Dataset& data) {
  using Input = typename Model::Plan::template Stage<0>::Input;
  constexpr std::size_t batch = Model::batch;
  std::vector<float> x(batch * Input::size), probabilities(data.samples());
  for (std::size_t first = 0; first < probabilities.size(); first += batch) {
    const std::size_t samples = std::min(batch, probabilities.size() - first);
    for (std::size_t i = 0; i < samples; ++i)
      check(load_sample(data, first + i, {Input::height, Input::width, Input::channels}, false, 0,
                        x.data() + i * Input::size));
    check(model.predict(std::span(x).first(samples * Input::size),
                        std::span(probabilities).subspan(first, samples)));
  }
  return probabilities;
}

}  // namespace faces
