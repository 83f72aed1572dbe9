// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"
#include "cameo/metrics/roc.hpp"
#include "cameo/metrics/scored_pair.hpp"

namespace cameo::inline CAMEO_ABI {

/// The false accept rates at which true accept rates are told.
inline constexpr std::array<double, 4> reported_fars{1e-1, 1e-2, 1e-3, 1e-4};

/// Accuracy of a mixture of pairs, from the parts of each kind that are decided rightly.
constexpr double mixed_accuracy(double genuine, double impostors, const PairCounts& mixture) {
  return (genuine * static_cast<double>(mixture.genuine) +
          impostors * static_cast<double>(mixture.impostors)) /
         static_cast<double>(mixture.all());
}

/// How well distances tell pairs of one person from pairs of two.
struct VerificationFigures {
  PairCounts pairs;
  PairCounts mixture;    ///< of which accuracies are told: `pairs`, if no other was asked for
  double auc = 0;        ///< the probability that a genuine pair is nearer than an impostor, ties half
  OperatingPoint equal;  ///< where false accepts and false rejects are as frequent
  double eer = 0;        ///< their rate there, between the two points of the curve on a straight line
  OperatingPoint best;   ///< with the largest accuracy, found on these very pairs
  double best_accuracy = 0;
  std::array<OperatingPoint, reported_fars.size()> at_far{};  ///< the largest with such a FAR or less
  OperatingPoint at_tolerance;

  /// Part of all pairs that an operating point decides rightly.
  constexpr double accuracy_at(const OperatingPoint& point) const {
    return mixed_accuracy(point.true_accepts, 1 - point.false_accepts, mixture);
  }
};

/// The figures of the pairs that `keep` chooses, in two passes over them. Accuracies are those of a `mixture`
/// like all pairs, where people that are left out take more pairs of one kind with them. Requires pairs
/// sorted by distance; without pairs of both kinds only `pairs` is filled in. A threshold below every
/// distance is -infinity.
template <class Keep = KeepAll>
VerificationFigures verification_figures(std::span<const ScoredPair> sorted, float tolerance, Keep keep = {},
                                         const PairCounts& mixture = {}) {
  VerificationFigures figures;
  figures.pairs = count_pairs(sorted, keep);
  figures.mixture = mixture.all() > 0 ? mixture : figures.pairs;
  if (figures.pairs.genuine == 0 || figures.pairs.impostors == 0) return figures;
  const OperatingPoint none{-std::numeric_limits<float>::infinity(), 0, 0};
  figures.at_far.fill(none);
  figures.best = figures.at_tolerance = none;
  figures.best_accuracy = figures.accuracy_at(none);
  figures.at_tolerance.threshold = tolerance;
  OperatingPoint last = none;
  bool crossed = false;
  walk_roc(sorted, keep, [&](const RocPoint& roc_point) {
    const OperatingPoint point = operating_point(roc_point, figures.pairs);
    figures.auc += (point.false_accepts - last.false_accepts) * (point.true_accepts + last.true_accepts) / 2;
    if (!crossed && point.false_accepts >= 1 - point.true_accepts) {
      crossed = true;
      const double below = 1 - last.true_accepts - last.false_accepts,
                   above = point.false_accepts - (1 - point.true_accepts);
      figures.eer = last.false_accepts + (point.false_accepts - last.false_accepts) * below / (below + above);
      figures.equal = point;
    }
    if (figures.accuracy_at(point) > figures.best_accuracy) {
      figures.best = point;
      figures.best_accuracy = figures.accuracy_at(point);
    }
    for (std::size_t i = 0; i < reported_fars.size(); ++i)
      if (point.false_accepts <= reported_fars[i]) figures.at_far[i] = point;
    if (point.threshold <= tolerance)
      figures.at_tolerance = {tolerance, point.false_accepts, point.true_accepts};
    last = point;
  });
  return figures;
}

/// Whether data can tell something about a false accept rate: of fewer than 3 / FAR independent trials, none
/// may fail although the rate is larger (in one case of twenty). Error: how many `trials` there are, such as
/// pairs of different people, and how many it would need; a rate that is not above 0.
inline Error check_far(double rate, std::size_t trials, std::string_view what = "pairs of different people") {
  if (!(rate >= 1e-15)) return Error("a FAR is ", decimal(rate, 4), ", but must be above 0");
  const auto needed = static_cast<std::size_t>(std::ceil(3 / rate - 1e-6));
  if (trials >= needed) return {};
  return Error("a FAR of ", decimal(rate, rate < 0.0095 ? rate < 0.00095 ? 4 : 3 : 2), " needs ", needed, " ",
               what, "; there are ", trials);
}

}  // namespace cameo::inline CAMEO_ABI
