// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/metrics/classification.hpp>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "../../examples/faces/face_net.hpp"
#include "catch.hpp"

namespace cameo_test {

/// What the model says of each sample.
template <class Model>
std::vector<float> probabilities_of(Model& model, const cameo::Dataset& test) {
  std::vector<float> probabilities(test.samples());
  REQUIRE(!model.predict(test, probabilities));
  return probabilities;
}

/// The share of the samples that the model takes for their class.
template <class Model>
double accuracy_of(Model& model, const cameo::Dataset& test) {
  std::array<std::size_t, 4> counts{};
  const cameo::ConfusionMatrix matrix{2, counts};
  REQUIRE(!cameo::count_confusion(probabilities_of(model, test), test.labels, matrix));
  return cameo::accuracy(matrix);
}

/// Weights stored small change the accuracy by 0.2 % or one picture at most.
template <class Stored>
void check_small_weights(const faces::FaceTrainer& trainer, const cameo::Dataset& test, double accuracy) {
  static cameo::Predictor<faces::FaceNet, Stored, cameo::Batch<32>> predictor;
  REQUIRE(!predictor.quantize(trainer.parameters()));
  const double small = accuracy_of(predictor, test);
  std::printf("        %s: accuracy %.4f\n", Stored::algorithm.data(), small);
  CHECK(small == Approx(accuracy).margin(std::max(0.002, 1.001 / static_cast<double>(test.samples()))));
}

/// Mean accuracy over seeds 0 .. seeds-1 of the flagship after ten epochs, the article's way; each seed's
/// figures are printed.
inline double mean_accuracy(const cameo::Dataset& train, const cameo::Dataset& test, int seeds) {
  static faces::FaceTrainer trainer;
  double sum = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    trainer.initialize(static_cast<std::uint64_t>(seed));
    const cameo::History history =
        trainer.fit(train, {.epochs = 10, .seed = static_cast<std::uint64_t>(seed)});
    INFO(history.error.message());
    REQUIRE(history);
    const cameo::Scores scores = trainer.evaluate(test);
    REQUIRE(scores);

    const std::vector<float> probabilities = probabilities_of(trainer, test);
    std::vector<float> scratch(probabilities.size());
    std::array<std::size_t, 4> counts{};
    const cameo::ConfusionMatrix matrix{2, counts};
    REQUIRE(!cameo::count_confusion(probabilities, test.labels, matrix));
    CHECK(cameo::accuracy(matrix) == Approx(scores.accuracy).margin(1e-6));
    const auto area = cameo::auc(probabilities, test.labels, scratch);
    std::printf("seed %d: accuracy %.4f, loss %.4f, balanced accuracy %.4f, AUC %.4f\n", seed,
                cameo::accuracy(matrix), static_cast<double>(scores.loss), cameo::balanced_accuracy(matrix),
                area ? *area : 0);
    check_small_weights<cameo::Weights::bf16>(trainer, test, cameo::accuracy(matrix));
    check_small_weights<cameo::Weights::int8>(trainer, test, cameo::accuracy(matrix));
    sum += cameo::accuracy(matrix);
  }
  std::printf("mean accuracy %.4f on %zu pictures, trained on %zu\n", sum / seeds, test.samples(),
              train.samples());
  return sum / seeds;
}

}  // namespace cameo_test
