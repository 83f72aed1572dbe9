// SPDX-License-Identifier: MIT
#include "cameo/metrics/identification.hpp"

#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;

namespace identification_test {

const auto everybody = [](std::uint32_t) { return true; };

TEST_CASE("Counted by hand") {
  std::vector<IdentificationTrial> trials{
      {0, 1, 0.3f, 0.5f}, {1, 2, 0.6f, 0.4f}, {2, 6, 0.9f, 0.35f}, {3, 1, 0.8f, 0.9f}, {4, 0, 0, 0.7f}};
  sort_by_stranger(trials);
  const IdentificationFigures figures = identification_figures(trials, everybody);
  CHECK(figures.trials == 5);
  CHECK(figures.known == 4);
  CHECK(figures.rank_1 == 0.5);
  CHECK(figures.rank_5 == 0.75);
  CHECK(figures.at_far[0].false_accepts == 0);  // one of five is more than a tenth
  CHECK(figures.at_far[0].threshold < 0.35f);
  CHECK(figures.at_far[0].true_accepts == 0.25);
  const auto some = [](std::uint32_t person) { return person != 2; };
  CHECK(identification_figures(trials, some).at_far[0].threshold < 0.4f);
  CHECK(identification_figures(trials, some).rank_1 == Approx(2.0 / 3));
}

TEST_CASE("Strangers pass at the wanted rate at most, ties together") {
  std::vector<IdentificationTrial> trials;
  for (std::uint32_t i = 0; i < 1000; ++i)
    trials.push_back({i, 1, static_cast<float>(random_bits(1, i) % 64) / 64,
                      static_cast<float>(random_bits(2, i) % 64) / 64});
  sort_by_stranger(trials);
  const IdentificationFigures figures = identification_figures(trials, everybody);
  for (std::size_t i = 0; i < reported_fars.size(); ++i) {
    double passed = 0, next = 0, found = 0;
    for (const IdentificationTrial& trial : trials) {
      passed += trial.other_distance <= figures.at_far[i].threshold;
      next += trial.other_distance <= figures.at_far[i].threshold + 1.0f / 64;
      found += trial.person_distance <= figures.at_far[i].threshold;
    }
    CHECK(figures.at_far[i].false_accepts == Approx(passed / 1000));
    CHECK(figures.at_far[i].false_accepts <= reported_fars[i]);
    CHECK(next / 1000 > reported_fars[i]);
    CHECK(figures.at_far[i].true_accepts == Approx(found / 1000));
  }
}

}  // namespace identification_test
