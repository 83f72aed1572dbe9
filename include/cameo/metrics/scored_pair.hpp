// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Two pictures that were compared, and whom they show: people have numbers from 0 on.
struct ScoredPair {
  float distance;  ///< the smaller the more alike
  std::uint32_t first, second;

  /// Of one person; otherwise of an impostor.
  constexpr bool genuine() const { return first == second; }
};

/// How many pairs of each kind.
struct PairCounts {
  std::size_t genuine = 0, impostors = 0;

  constexpr void add(const ScoredPair& pair) { ++(pair.genuine() ? genuine : impostors); }
  constexpr std::size_t all() const { return genuine + impostors; }
  bool operator==(const PairCounts&) const = default;
};

/// Every pair counts: what the functions on pairs take where no choice is given.
struct KeepAll {
  constexpr bool operator()(const ScoredPair&) const { return true; }
  constexpr bool operator()(std::uint32_t) const { return true; }  ///< a person
};

/// The pairs that `keep` chooses.
template <class Keep = KeepAll>
PairCounts count_pairs(std::span<const ScoredPair> pairs, Keep keep = {}) {
  PairCounts counts;
  for (const ScoredPair& pair : pairs)
    if (keep(pair)) counts.add(pair);
  return counts;
}

/// Sorts by distance, as verification_figures needs it. Errors, which leave the order as it was: a distance
/// that is not finite, no genuine pair, no impostor.
inline Error sort_by_distance(std::span<ScoredPair> pairs) {
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (!std::isfinite(pairs[i].distance))
      return Error("the distance of pair ", i, " is ", decimal(static_cast<double>(pairs[i].distance), 0),
                   "; expected a finite number");
  const PairCounts counts = count_pairs(pairs);
  if (counts.genuine == 0 || counts.impostors == 0)
    return Error("pairs of one person and pairs of two are needed; found ", counts.genuine, " and ",
                 counts.impostors);
  std::sort(pairs.begin(), pairs.end(),
            [](const ScoredPair& a, const ScoredPair& b) { return a.distance < b.distance; });
  return {};
}

/// How many different pairs of two people there are: however often two people were compared, they count once.
/// Reorders the pairs.
inline std::size_t count_impostor_people(std::span<ScoredPair> pairs) {
  const auto key = [](const ScoredPair& pair) {
    const auto [low, high] = (std::minmax)(pair.first, pair.second);
    return std::uint64_t{low} << 32 | high;
  };
  std::sort(pairs.begin(), pairs.end(),
            [&](const ScoredPair& a, const ScoredPair& b) { return key(a) < key(b); });
  std::size_t count = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    count += !pairs[i].genuine() && (i == 0 || key(pairs[i]) != key(pairs[i - 1]));
  return count;
}

}  // namespace cameo::inline CAMEO_ABI
