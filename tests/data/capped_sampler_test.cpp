// SPDX-License-Identifier: MIT
#include "cameo/data/capped_sampler.hpp"

#include <limits>
#include <map>
#include <set>

#include "catch.hpp"

using namespace cameo;

namespace capped_sampler_test {

/// Class 5 has 40 samples, class 2 has 3, class 9 has 1; mixed.
std::vector<float> unbalanced() {
  std::vector<float> labels(44, 5.0f);
  labels[3] = labels[20] = labels[43] = 2;
  labels[0] = 9;
  return labels;
}

TEST_CASE("CappedSampler shows at most so many samples of a class, each once") {
  const std::vector<float> labels = unbalanced();
  CappedSampler sampler(labels, 10);
  CHECK(sampler.samples() == 44);
  std::set<std::size_t> of_five;
  for (std::uint64_t key = 0; key < 20; ++key) {
    REQUIRE(sampler.begin_epoch(key) == 10 + 3 + 1);
    std::set<std::size_t> shown;
    std::map<float, int> count;
    for (std::size_t i = 0; i < 14; ++i) {
      const std::size_t index = sampler.index(i);
      shown.insert(index);
      ++count[labels.at(index)];
      if (labels[index] == 5) of_five.insert(index);
    }
    CHECK(shown.size() == 14);
    CHECK((count[5] == 10 && count[2] == 3 && count[9] == 1));
  }
  CHECK(of_five.size() == 40);  // others each epoch, so that all come
}

TEST_CASE("CappedSampler: a key decides an epoch, and batches are whole") {
  const std::vector<float> labels = unbalanced();
  CappedSampler sampler(labels, 10, 4), other(labels, 10, 4), large(labels, 10, 100);
  REQUIRE(sampler.begin_epoch(7) == 12);
  other.begin_epoch(8);
  bool differs = false;
  for (std::size_t i = 0; i < 12; ++i) differs |= sampler.index(i) != other.index(i);
  CHECK(differs);
  other.begin_epoch(7);
  for (std::size_t i = 0; i < 12; ++i) CHECK(sampler.index(i) == other.index(i));
  CHECK(large.begin_epoch(1) == 14);  // less than one batch
}

TEST_CASE("CappedSampler refuses numbers that make no epoch") {
  std::vector<float> labels = unbalanced();
  CHECK(CappedSampler(labels, 1, 1).error().message() == "");
  CHECK(CappedSampler(labels, 0, 1).error().message() ==
        "CappedSampler: the cap is 0 and the batch 1, but each must be at least 1");
  CHECK(CappedSampler(labels, 1, 0).error().message() ==
        "CappedSampler: the cap is 1 and the batch 0, but each must be at least 1");
  labels[7] = std::numeric_limits<float>::quiet_NaN();
  CHECK(CappedSampler(labels, 1).error().message() ==
        "CappedSampler: the label of sample 7 is NaN; expected a number");
}

}  // namespace capped_sampler_test
