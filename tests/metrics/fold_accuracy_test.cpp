// SPDX-License-Identifier: MIT
#include "cameo/metrics/fold_accuracy.hpp"

#include <algorithm>
#include <vector>

#include "catch.hpp"

using namespace cameo;

namespace fold_accuracy_test {

using Folds = std::vector<std::uint8_t>;

TEST_CASE("Folds are of equal size, and hang on the seed") {
  Folds folds(1003), others(1003);
  assign_folds(1, 10, folds);
  assign_folds(2, 10, others);
  CHECK(folds != others);
  for (int fold = 0; fold < 10; ++fold) {
    const auto size = std::count(folds.begin(), folds.end(), fold);
    CHECK((size == 100 || size == 101));
  }
}

TEST_CASE("Counted by hand: a fold's threshold is the other folds'") {
  // Fold 0 alone would be decided best at 0.8, fold 1 at 0.3.
  std::vector<ScoredPair> pairs{{0.3f, 2, 2}, {0.5f, 2, 3}, {0.6f, 3, 2}, {0.8f, 0, 0}, {0.9f, 0, 1}};
  REQUIRE_FALSE(sort_by_distance(pairs));
  std::vector<std::uint8_t> correct(pairs.size());
  REQUIRE_FALSE(decide_by_other_folds(pairs, Folds{0, 0, 1, 1}, 2, correct));
  CHECK(correct == std::vector<std::uint8_t>{1, 0, 0, 0, 1});
  CHECK(accuracy_of(pairs, correct) == Approx(0.4));
  // Of those of person 0, no genuine pair and all impostors are right; two and three of five are such.
  CHECK(accuracy_of(pairs, correct, [](const ScoredPair& pair) { return pair.first == 0; }) == Approx(0.6));
}

TEST_CASE("A pair between two folds is decided by neither of them") {
  // Person 0 is in fold 0, 1 in fold 1; folds 2 and 3 say that 0.4 is near enough. Pairs with 0 or 1 say no.
  std::vector<ScoredPair> pairs{{0.4f, 0, 1}, {0.1f, 0, 0},  {0.1f, 1, 1}, {0.2f, 0, 2}, {0.2f, 1, 3},
                                {0.4f, 2, 2}, {0.41f, 3, 3}, {0.5f, 2, 3}, {0.5f, 3, 2}};
  REQUIRE_FALSE(sort_by_distance(pairs));
  std::vector<std::uint8_t> correct(pairs.size());
  REQUIRE_FALSE(decide_by_other_folds(pairs, Folds{0, 1, 2, 3}, 4, correct));
  const auto between = std::find_if(
      pairs.begin(), pairs.end(), [](const ScoredPair& pair) { return pair.first == 0 && pair.second == 1; });
  CHECK(correct[static_cast<std::size_t>(between - pairs.begin())] == 0);
}

TEST_CASE("Too few people") {
  std::vector<ScoredPair> pairs{{0.1f, 0, 0}, {0.9f, 0, 1}};
  std::vector<std::uint8_t> correct(2);
  CHECK(
      decide_by_other_folds(pairs, Folds{0, 1}, 2, correct).message() ==
      "there are too few people for thresholds from other folds: 0 pairs of one person and 0 of two are left "
      "beside a fold; expected both");
}

}  // namespace fold_accuracy_test
