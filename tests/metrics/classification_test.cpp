// SPDX-License-Identifier: MIT
#include "cameo/metrics/classification.hpp"

#include <array>
#include <limits>
#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;

namespace classification_test {

using Floats = std::vector<float>;

Result<double> auc_of(const Floats& scores, const Floats& labels) {
  Floats scratch(scores.size());
  return auc(scores, labels, scratch);
}

/// By the definition: every pair of a sample of class 1 and one of class 0.
double auc_by_pairs(const Floats& scores, const Floats& labels) {
  double won = 0, pairs = 0;
  for (std::size_t i = 0; i < scores.size(); ++i)
    for (std::size_t j = 0; j < scores.size(); ++j)
      if (labels[i] == 1 && labels[j] == 0) {
        won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        pairs += 1;
      }
  return won / pairs;
}

TEST_CASE("Two classes from one output") {
  std::array<std::size_t, 4> counts{9, 9, 9, 9};
  const ConfusionMatrix matrix{2, counts};
  REQUIRE_FALSE(count_confusion(Floats{0.2f, 0.5f, 0.9f, 0.6f, 0.1f}, Floats{0, 0, 0, 1, 1}, matrix));
  CHECK(counts == std::array<std::size_t, 4>{2, 1, 1, 1});
  CHECK(accuracy(matrix) == Approx(0.6));
  CHECK(balanced_accuracy(matrix) == Approx((2.0 / 3 + 1.0 / 2) / 2));
}

TEST_CASE("Three classes from three outputs, one class without samples") {
  std::array<std::size_t, 9> counts{};
  const ConfusionMatrix matrix{3, counts};
  REQUIRE_FALSE(
      count_confusion(Floats{0.1f, 0.2f, 0.7f, 0.5f, 0.5f, 0, 0.3f, 0.4f, 0.3f}, Floats{2, 0, 0}, matrix));
  CHECK(matrix.at(2, 2) == 1);
  CHECK(matrix.at(0, 0) == 1);
  CHECK(matrix.at(0, 1) == 1);
  CHECK(accuracy(matrix) == Approx(2.0 / 3));
  CHECK(balanced_accuracy(matrix) == Approx(0.75));
}

TEST_CASE("No samples: an accuracy of 0") {
  std::array<std::size_t, 4> counts{};
  const ConfusionMatrix matrix{2, counts};
  CHECK(accuracy(matrix) == 0);
  CHECK(balanced_accuracy(matrix) == 0);
}

TEST_CASE("Outputs, labels and classes that do not fit together") {
  std::array<std::size_t, 4> counts{};
  const ConfusionMatrix two{2, counts};
  CHECK(count_confusion(Floats{0.5f}, Floats{2}, two).message() ==
        "the label of sample 0 is no class; expected 0 to 1");
  CHECK(count_confusion(Floats{0.5f, 0.5f}, Floats{0, 0.5f}, two).message() ==
        "the label of sample 1 is no class; expected 0 to 1");
  CHECK_THAT(std::string(count_confusion(Floats{1, 2, 3}, Floats{0, 1}, two).message()),
             cameo_test::contains("3 outputs for 2 labels do not fit 2 classes"));
  CHECK(count_confusion(Floats{}, Floats{}, two));
  CHECK_THAT(std::string(count_confusion(Floats{1}, Floats{1}, {3, counts}).message()),
             cameo_test::contains("3 classes has 4 counts"));
}

TEST_CASE("An error leaves the confusion matrix as it was") {
  constexpr float no_number = std::numeric_limits<float>::quiet_NaN();
  std::array<std::size_t, 4> counts{1, 2, 3, 4};
  const ConfusionMatrix two{2, counts};
  CHECK(count_confusion(Floats{0.5f, 0.9f}, Floats{0, no_number}, two).message() ==
        "the label of sample 1 is no class; expected 0 to 1");
  CHECK(count_confusion(Floats{0.1f, no_number}, Floats{0, 1}, two).message() ==
        "an output of sample 1 is NaN; expected a number");
  CHECK(count_confusion(Floats{0.1f, 0.9f, no_number, 0.5f}, Floats{0, 1}, two).message() ==
        "an output of sample 1 is NaN; expected a number");
  CHECK(counts == std::array<std::size_t, 4>{1, 2, 3, 4});
  CHECK(!count_confusion(Floats{0.9f}, Floats{0}, two));
  CHECK(counts == std::array<std::size_t, 4>{0, 1, 0, 0});
}

TEST_CASE("AUC") {
  CHECK(*auc_of({0.1f, 0.9f}, {0, 1}) == 1);
  CHECK(*auc_of({0.9f, 0.1f}, {0, 1}) == 0);
  CHECK(*auc_of({0.5f, 0.5f, 0.5f}, {0, 1, 1}) == 0.5);
  Floats scores, labels;
  for (std::size_t i = 0; i < 301; ++i) {
    labels.push_back(random_uniform(1, i) < 0.3f ? 1.0f : 0.0f);
    scores.push_back(static_cast<float>(random_bits(2, i) % 50) + 5 * labels.back());  // many ties
  }
  CHECK(*auc_of(scores, labels) == Approx(auc_by_pairs(scores, labels)).epsilon(1e-12));
}

TEST_CASE("AUC that cannot be computed") {
  CHECK(auc_of({0.1f, 0.2f}, {1, 1}).error().message() ==
        "AUC needs samples of both classes; found 0 of class 0 and 2 of class 1");
  CHECK(auc_of({0.1f, std::numeric_limits<float>::quiet_NaN()}, {0, 1}).error().message() ==
        "AUC: the score of sample 1 is NaN; expected a number");
  CHECK(auc_of({0.1f, 0.2f, 0.3f}, {0, 1, std::numeric_limits<float>::quiet_NaN()}).error().message() ==
        "AUC: the label of sample 2 is NaN; expected a number");
  CHECK_THAT(std::string(auc_of({0.1f, 0.2f}, {1}).error().message()),
             cameo_test::contains("2 scores, 1 labels"));
}

}  // namespace classification_test
