// SPDX-License-Identifier: MIT
#include "cameo/metrics/people_resampling.hpp"

#include <limits>
#include <vector>

#include "cameo/metrics/verification.hpp"
#include "catch.hpp"
#include "verification_figures.hpp"

using namespace cameo;

namespace people_resampling_test {

TEST_CASE("Percentiles as NumPy has them") {
  std::vector<double> values{5, 1, 4, 2, 3};
  const Interval bounds = percentile_bounds(values);
  CHECK(bounds.low == Approx(1.1));
  CHECK(bounds.high == Approx(4.9));
  std::vector<double> one{std::nan(""), 7, std::numeric_limits<double>::infinity()};
  CHECK(percentile_bounds(one).low == 7);
  CHECK(percentile_bounds(one).high == 7);
  CHECK(std::isnan(percentile_bounds({}).low));
}

TEST_CASE("A person is in with all pairs, or not at all; one in two") {
  std::vector<std::uint8_t> kept(1000);
  std::size_t sum = 0;
  for (std::uint64_t round = 0; round < 20; ++round) {
    const KeptPeople people(3, round, kept);
    for (std::uint32_t person = 1; person < kept.size(); ++person) {
      sum += people(person);
      CHECK(people(ScoredPair{0, person, person}) == people(person));
      CHECK(people(ScoredPair{0, person, person - 1}) == (people(person) && people(person - 1)));
    }
  }
  CHECK(static_cast<double>(sum) == Approx(20 * 999 / 2.0).margin(300));
}

TEST_CASE("The bounds of the AUC are cimat's") {
  std::vector<ScoredPair> pairs(std::begin(expected::pairs), std::end(expected::pairs));
  REQUIRE_FALSE(sort_by_distance(pairs));
  std::vector<std::uint8_t> kept(expected::people);
  std::vector<double> auc;
  for (std::uint64_t round = 0; round < expected::rounds; ++round) {
    const KeptPeople people(expected::seed, round, kept);
    auc.push_back(verification_figures(pairs, 0, people).auc);
  }
  const Interval bounds = percentile_bounds(auc);
  CHECK(bounds.low == Approx(expected::auc_low).epsilon(1e-12));
  CHECK(bounds.high == Approx(expected::auc_high).epsilon(1e-12));
}

}  // namespace people_resampling_test
