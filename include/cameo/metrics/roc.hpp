// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "cameo/metrics/scored_pair.hpp"

namespace cameo::inline CAMEO_ABI {

/// What one threshold does: pairs at most so far apart are accepted as of one person.
struct RocPoint {
  float threshold;
  PairCounts accepted;
};

/// visit(RocPoint) for every distance that occurs, from the smallest on: the ROC curve from (0, 0), which is
/// not visited, to (1, 1). Pairs of equal distance are accepted together. Requires sorted pairs.
template <class Keep, class Visit>
void walk_roc(std::span<const ScoredPair> sorted, Keep keep, Visit visit) {
  PairCounts accepted;
  for (std::size_t i = 0; i < sorted.size();) {
    const float distance = sorted[i].distance;
    const std::size_t before = accepted.all();
    for (; i < sorted.size() && !(sorted[i].distance > distance); ++i)
      if (keep(sorted[i])) accepted.add(sorted[i]);
    if (accepted.all() != before) visit(RocPoint{distance, accepted});
  }
}

/// A decision, and its rates: of accepts among impostors (FAR), and among genuine pairs (TAR).
struct OperatingPoint {
  float threshold = 0;
  double false_accepts = 0, true_accepts = 0;
};

/// The point as rates. Requires pairs of both kinds.
constexpr OperatingPoint operating_point(const RocPoint& point, const PairCounts& pairs) {
  return {point.threshold,
          static_cast<double>(point.accepted.impostors) / static_cast<double>(pairs.impostors),
          static_cast<double>(point.accepted.genuine) / static_cast<double>(pairs.genuine)};
}

}  // namespace cameo::inline CAMEO_ABI
