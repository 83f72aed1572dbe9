// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "cameo/core/permutation.hpp"
#include "cameo/core/result.hpp"
#include "cameo/metrics/verification.hpp"

namespace cameo::inline CAMEO_ABI {

/// A fold for each person, of as many people as the others, by the seed. Requires 1 to 256 folds.
inline void assign_folds(std::uint64_t seed, int folds, std::span<std::uint8_t> fold_of_person) {
  const Permutation order(stream(seed, Purpose::Split), fold_of_person.size());
  for (std::size_t person = 0; person < fold_of_person.size(); ++person)
    fold_of_person[person] = static_cast<std::uint8_t>(order(person) % static_cast<std::uint64_t>(folds));
}

/// Decides every pair at the threshold that is best on the pairs between people of other folds than its two;
/// where both people of each pair are in one fold, as in LFW's View 2, these are all other folds. correct[i]
/// becomes 1 where pair i is decided rightly, otherwise 0. Requires pairs sorted by distance, folds below
/// `folds`, and as many values in `correct` as pairs. Costs folds * (folds + 1) / 2 passes over the pairs.
/// Error: the pairs of the other folds are all of one kind.
inline Error decide_by_other_folds(std::span<const ScoredPair> sorted,
                                   std::span<const std::uint8_t> fold_of_person, int folds,
                                   std::span<std::uint8_t> correct) {
  for (int a = 0; a < folds; ++a)
    for (int b = a; b < folds; ++b) {
      const auto inside = [&](const ScoredPair& pair) {
        const int first = fold_of_person[pair.first], second = fold_of_person[pair.second];
        return (first == a && second == b) || (first == b && second == a);
      };
      const auto outside = [&](const ScoredPair& pair) {
        const int first = fold_of_person[pair.first], second = fold_of_person[pair.second];
        return first != a && first != b && second != a && second != b;
      };
      if (count_pairs(sorted, inside).all() == 0) continue;
      const VerificationFigures others = verification_figures(sorted, 0, outside);
      if (others.pairs.genuine == 0 || others.pairs.impostors == 0)
        return Error("there are too few people for thresholds from other folds: ", others.pairs.genuine,
                     " pairs of one person and ", others.pairs.impostors,
                     " of two are left beside a fold; expected both");
      for (std::size_t i = 0; i < sorted.size(); ++i)
        if (inside(sorted[i]))
          correct[i] = (sorted[i].distance <= others.best.threshold) == sorted[i].genuine();
    }
  return {};
}

/// Part of the pairs that are decided rightly: of a mixture like all pairs, whose kinds are judged by the
/// pairs that `keep` chooses. NaN where it chooses none of a kind.
template <class Keep = KeepAll>
double accuracy_of(std::span<const ScoredPair> sorted, std::span<const std::uint8_t> correct,
                   Keep keep = {}) {
  PairCounts all, kept, right;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    all.add(sorted[i]);
    if (!keep(sorted[i])) continue;
    kept.add(sorted[i]);
    if (correct[i] != 0) right.add(sorted[i]);
  }
  return mixed_accuracy(static_cast<double>(right.genuine) / static_cast<double>(kept.genuine),
                        static_cast<double>(right.impostors) / static_cast<double>(kept.impostors), all);
}

}  // namespace cameo::inline CAMEO_ABI
