// SPDX-License-Identifier: MIT
#include "cameo/metrics/verification.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"
#include "verification_figures.hpp"

using namespace cameo;

namespace verification_test {

using Pairs = std::vector<ScoredPair>;

Pairs sorted(Pairs pairs) {
  REQUIRE_FALSE(sort_by_distance(pairs));
  return pairs;
}

/// Random distances with many ties; of 12 people.
Pairs made_up_pairs(std::uint64_t seed, std::size_t count) {
  Pairs pairs;
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = static_cast<std::uint32_t>(random_bits(seed, 3 * i) % 12);
    const auto other = static_cast<std::uint32_t>(random_bits(seed, 3 * i + 1) % 12);
    const std::uint32_t second = random_bits(seed, 3 * i + 1) >> 63 ? first : other;
    const auto step = random_bits(seed, 3 * i + 2) % (first == second ? 20 : 40);
    pairs.push_back({static_cast<float>(step) / 32, first, second});
  }
  return pairs;
}

/// By the definition: for each threshold, every pair.
OperatingPoint rates_at(const Pairs& pairs, float threshold) {
  double genuine = 0, impostors = 0, true_accepts = 0, false_accepts = 0;
  for (const ScoredPair& pair : pairs) {
    const bool accepted = pair.distance <= threshold;
    (pair.genuine() ? genuine : impostors) += 1;
    if (accepted) (pair.genuine() ? true_accepts : false_accepts) += 1;
  }
  return {threshold, false_accepts / impostors, true_accepts / genuine};
}

double auc_by_pairs(const Pairs& pairs) {
  double won = 0, all = 0;
  for (const ScoredPair& a : pairs)
    for (const ScoredPair& b : pairs)
      if (a.genuine() && !b.genuine()) {
        won += a.distance < b.distance ? 1 : a.distance == b.distance ? 0.5 : 0;
        all += 1;
      }
  return won / all;
}

TEST_CASE("Counted by hand: three genuine pairs, four impostors") {
  const Pairs pairs = sorted(
      {{0.9f, 0, 2}, {0.1f, 0, 0}, {0.5f, 2, 2}, {0.4f, 0, 1}, {0.2f, 1, 1}, {0.7f, 1, 2}, {0.8f, 2, 0}});
  const VerificationFigures figures = verification_figures(pairs, 0.45f);
  CHECK(figures.pairs == PairCounts{3, 4});
  CHECK(figures.auc == Approx(11.0 / 12));
  CHECK(figures.at_tolerance.false_accepts == Approx(1.0 / 4));
  CHECK(figures.at_tolerance.true_accepts == Approx(2.0 / 3));
  CHECK(figures.best.threshold == 0.2f);
  CHECK(figures.best_accuracy == Approx(6.0 / 7));
  CHECK(figures.at_far[0].threshold == 0.2f);
  CHECK(figures.at_far[0].true_accepts == Approx(2.0 / 3));
  CHECK(figures.eer == Approx(0.25));  // FRR falls from 1/3 to 0 at a FAR of 1/4
}

TEST_CASE("Ties count half, and are accepted together") {
  const Pairs pairs = sorted({{0.5f, 0, 0}, {0.5f, 0, 1}, {0.5f, 1, 1}, {0.5f, 2, 1}});
  const VerificationFigures figures = verification_figures(pairs, 0.4f);
  CHECK(figures.auc == 0.5);
  CHECK(figures.eer == 0.5);
  CHECK(figures.at_far[0].true_accepts == 0);
  CHECK(figures.at_far[0].threshold == -std::numeric_limits<float>::infinity());
  CHECK(figures.at_tolerance.true_accepts == 0);
}

TEST_CASE("Perfect distances, and perfectly wrong ones") {
  const VerificationFigures right = verification_figures(sorted({{0.1f, 0, 0}, {0.9f, 0, 1}}), 0.5f);
  CHECK(right.auc == 1);
  CHECK(right.eer == 0);
  CHECK(right.best_accuracy == 1);
  CHECK(right.at_far[3].true_accepts == 1);
  const VerificationFigures wrong = verification_figures(sorted({{0.9f, 0, 0}, {0.1f, 0, 1}}), 0.5f);
  CHECK(wrong.auc == 0);
  CHECK(wrong.eer == 1);
  CHECK(wrong.at_tolerance.false_accepts == 1);
}

TEST_CASE("As every pair by the definition") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Pairs pairs = sorted(made_up_pairs(seed, 150));
    const VerificationFigures figures = verification_figures(pairs, 0.25f);
    CHECK(figures.auc == Approx(auc_by_pairs(pairs)).epsilon(1e-12));
    double best = 0, least_gap = 2, far_then = 0, frr_then = 0;
    std::array<double, reported_fars.size()> tar{};
    for (int step = -1; step <= 40; ++step) {
      const OperatingPoint point = rates_at(pairs, static_cast<float>(step) / 32);
      best = std::max(best, figures.accuracy_at(point));
      if (std::abs(point.false_accepts - 1 + point.true_accepts) < least_gap) {
        least_gap = std::abs(point.false_accepts - 1 + point.true_accepts);
        far_then = point.false_accepts;
        frr_then = 1 - point.true_accepts;
      }
      for (std::size_t i = 0; i < tar.size(); ++i)
        if (point.false_accepts <= reported_fars[i]) tar[i] = std::max(tar[i], point.true_accepts);
    }
    CHECK(figures.best_accuracy == Approx(best));
    for (std::size_t i = 0; i < tar.size(); ++i) CHECK(figures.at_far[i].true_accepts == Approx(tar[i]));
    CHECK(figures.at_tolerance.false_accepts == Approx(rates_at(pairs, 0.25f).false_accepts));
    CHECK(figures.at_tolerance.true_accepts == Approx(rates_at(pairs, 0.25f).true_accepts));
    CHECK(figures.eer >= std::min(far_then, frr_then) - least_gap);
    CHECK(figures.eer <= std::max(far_then, frr_then) + least_gap);
  }
}

TEST_CASE("As scikit-learn and cimat") {
  const Pairs pairs = sorted({std::begin(expected::pairs), std::end(expected::pairs)});
  const VerificationFigures figures = verification_figures(pairs, expected::tolerance);
  CHECK(figures.auc == Approx(expected::auc).epsilon(1e-12));
  CHECK(figures.eer == Approx(expected::eer).epsilon(1e-12));
  CHECK(figures.at_far[0].true_accepts == Approx(expected::tar_at_far_10).epsilon(1e-12));
  CHECK(figures.at_far[1].true_accepts == Approx(expected::tar_at_far_1).epsilon(1e-12));
  CHECK(figures.at_tolerance.false_accepts == Approx(expected::false_matches).epsilon(1e-12));
  CHECK(1 - figures.at_tolerance.true_accepts == Approx(expected::false_non_matches).epsilon(1e-12));
}

TEST_CASE("The pairs that are chosen, as if there were no others") {
  const Pairs all = sorted(made_up_pairs(99, 300));
  Pairs few;
  const auto keep = [](const ScoredPair& pair) { return pair.first % 3 != 0; };
  for (const ScoredPair& pair : all)
    if (keep(pair)) few.push_back(pair);
  const VerificationFigures chosen = verification_figures(all, 0.3f, keep),
                            alone = verification_figures(few, 0.3f);
  CHECK(chosen.pairs == alone.pairs);
  CHECK(chosen.auc == alone.auc);
  CHECK(chosen.eer == alone.eer);
  CHECK(chosen.best_accuracy == alone.best_accuracy);
  const auto nobody = [](const ScoredPair&) { return false; };
  CHECK(verification_figures(all, 0.3f, nobody).pairs == PairCounts{});
}

TEST_CASE("Accuracy of another mixture than that of the pairs that are chosen") {
  const Pairs pairs = sorted({{0.1f, 0, 0}, {0.6f, 1, 1}, {0.5f, 0, 1}, {0.9f, 1, 2}});
  const auto keep = [](const ScoredPair& pair) { return pair.distance < 0.7f; };
  const OperatingPoint point{0.2f, 0, 0.5};
  CHECK(verification_figures(pairs, 0, keep).accuracy_at(point) == Approx(2.0 / 3));
  CHECK(verification_figures(pairs, 0, keep, count_pairs(pairs)).accuracy_at(point) == Approx(0.75));
}

TEST_CASE("Pairs that cannot be judged") {
  Pairs no_number{{0.5f, 0, 0}, {std::numeric_limits<float>::quiet_NaN(), 0, 1}};
  CHECK(sort_by_distance(no_number).message() == "the distance of pair 1 is NaN; expected a finite number");
  Pairs one_kind{{0.5f, 0, 0}, {0.6f, 1, 1}};
  CHECK(sort_by_distance(one_kind).message() ==
        "pairs of one person and pairs of two are needed; found 2 and 0");
}

TEST_CASE("A false accept rate that the data cannot support") {
  Pairs pairs{{0.5f, 0, 1}, {0.6f, 1, 0}, {0.7f, 0, 1}, {0.1f, 2, 2}, {0.9f, 1, 2}};
  CHECK(count_impostor_people(pairs) == 2);
  CHECK(count_impostor_people(std::span(pairs).first(0)) == 0);
  CHECK(!check_far(0.1, 30));
  CHECK(check_far(0.1, 29).message() == "a FAR of 0.10 needs 30 pairs of different people; there are 29");
  CHECK(check_far(0.001, 500).message() ==
        "a FAR of 0.001 needs 3000 pairs of different people; there are 500");
  CHECK(!check_far(0.0001, 30000));
  for (const double rate : {0.0, -0.1, std::nan(""), 1e-300})
    CHECK_THAT(std::string(check_far(rate, 30000).message()), cameo_test::contains("but must be above 0"));
  CHECK(check_far(0.0001, 29999).message() ==
        "a FAR of 0.0001 needs 30000 pairs of different people; there are 29999");
}

}  // namespace verification_test
