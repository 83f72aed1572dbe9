// SPDX-License-Identifier: MIT
#include "cameo/loss/labels.hpp"

#include <limits>
#include <vector>

#include "cameo/loss/triplet.hpp"
#include "catch.hpp"

using namespace cameo;

namespace labels_test {

template <class Loss>
std::string complaint(std::vector<float> labels, std::size_t samples, int width) {
  return std::string(check_labels<Loss>(labels, samples, width).message());
}

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

TEST_CASE("Labels that a loss can use") {
  CHECK(complaint<BinaryCrossentropy>({0, 1, 0.3f, 1}, 2, 2).empty());
  CHECK(complaint<CategoricalCrossentropy>({0, 1, 0.3f, 0.7f}, 2, 2).empty());
  CHECK(complaint<SparseCategoricalCrossentropy>({0, 2, 1}, 3, 3).empty());
  CHECK(complaint<MeanSquaredError>({-5, 1e20f, 0, 1}, 2, 2).empty());
}

TEST_CASE("Labels out of range: the sample, what was expected, what was found") {
  CHECK(complaint<BinaryCrossentropy>({0, 1, 0.5f, 2}, 2, 2) ==
        "the label of sample 1 is 2.0000; BinaryCrossentropy expects 0 to 1");
  CHECK(complaint<BinaryCrossentropy>({-0.25f}, 1, 1) ==
        "the label of sample 0 is -0.2500; BinaryCrossentropy expects 0 to 1");
  CHECK(complaint<CategoricalCrossentropy>({1, 0, 0.5f, 1.5f}, 2, 2) ==
        "the label of sample 1 for class 1 is 1.5000; CategoricalCrossentropy expects a probability, 0 to 1");
  CHECK_THAT(complaint<CategoricalCrossentropy>({1, 0, 1, 1}, 2, 2),
             cameo_test::contains("the labels of sample 1 sum to 2.0000"));
  CHECK(complaint<SparseCategoricalCrossentropy>({0, 3}, 2, 3) ==
        "the label of sample 1 is 3; SparseCategoricalCrossentropy expects the index of a class, 0 to 2");
  CHECK_THAT(complaint<SparseCategoricalCrossentropy>({-1}, 1, 3), cameo_test::contains("sample 0 is -1;"));
  CHECK_THAT(complaint<SparseCategoricalCrossentropy>({0.5f}, 1, 3),
             cameo_test::contains("sample 0 is 0.5000;"));
}

TEST_CASE("Labels that are no numbers") {
  CHECK_THAT(complaint<BinaryCrossentropy>({0, not_a_number}, 2, 1), cameo_test::contains("sample 1 is NaN"));
  CHECK_THAT(complaint<CategoricalCrossentropy>({not_a_number, 0}, 1, 2),
             cameo_test::contains("class 0 is NaN"));
  CHECK_THAT(complaint<SparseCategoricalCrossentropy>({not_a_number}, 1, 3), cameo_test::contains("is NaN"));
  CHECK_THAT(complaint<SparseCategoricalCrossentropy>({infinity}, 1, 3), cameo_test::contains("is infinity"));
  CHECK(complaint<MeanSquaredError>({0, 0, 0, -infinity}, 2, 2) ==
        "the label of sample 1 is -infinity; expected a finite number");
}

template <class Loss>
std::string complaint_of_weights(std::vector<float> weights, std::size_t samples) {
  return std::string(check_weights<Loss>(weights, samples).message());
}

TEST_CASE("Weights of samples: none, or a number of at least 0 for each") {
  CHECK(complaint_of_weights<BinaryCrossentropy>({}, 3).empty());
  CHECK(complaint_of_weights<BinaryCrossentropy>({0, 1.5f, 1}, 3).empty());
  CHECK(complaint_of_weights<BinaryCrossentropy>({1, 1}, 3) ==
        "3 samples need 3 weights, or none, but 2 are given");
  CHECK(complaint_of_weights<BinaryCrossentropy>({1, -1}, 2) ==
        "the weight of sample 1 is -1.0000; expected a finite number of at least 0");
  CHECK_THAT(complaint_of_weights<MeanSquaredError>({not_a_number}, 1), cameo_test::contains("0 is NaN;"));
  CHECK_THAT(complaint_of_weights<MeanSquaredError>({infinity}, 1), cameo_test::contains("0 is infinity;"));
  CHECK_THAT(complaint_of_weights<TripletSemiHard>({1}, 1), cameo_test::contains("cannot have weights"));
  CHECK(complaint_of_weights<TripletSemiHard>({}, 1).empty());
}

}  // namespace labels_test
