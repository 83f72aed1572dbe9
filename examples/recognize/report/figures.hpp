// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/metrics/people_resampling.hpp>
#include <cameo/metrics/verification.hpp>
#include <optional>
#include <string>
#include <vector>

#include "groups_file.hpp"

namespace recognize {

/// What is told of everybody, and of each group.
enum FigureKind : std::size_t {
  Accuracy,      ///< with thresholds from other folds
  BestAccuracy,  ///< with the threshold that is best on these very pairs
  Auc,
  EqualErrorRate,
  FalseMatches,     ///< rate of impostors within the tolerance
  FalseNonMatches,  ///< rate of genuine pairs beyond it
  TrueAccepts,      ///< at the first of cameo::reported_fars; those at the others follow
  RankOne = TrueAccepts + cameo::reported_fars.size(),
  RankFive,
  Identified,  ///< in the open set, at the first of cameo::reported_fars; those at the others follow
  FigureCount = Identified + cameo::reported_fars.size()
};

/// As in the report's files: "accuracy", "tar at far 0.01", ...
std::string figure_name(std::size_t kind);
/// Whether more of it is better.
bool is_better_high(std::size_t kind);

struct Figure {
  double value, low, high;  ///< with its 95 % bounds; NaN where there is none
  std::optional<float> threshold;
  std::string refused;  ///< why nothing can be said, or empty
};

/// Values of one kind over a range.
struct Histogram {
  double low = 0, high = 1;
  std::vector<double> genuine, impostors;  ///< part of the pairs in each bin
};

/// The largest threshold whose FAR is at most `far`, with its rates.
struct ThresholdAtFar {
  double far;
  cameo::OperatingPoint point;
};

/// Of fewer people than these the bounds are too narrow, and a group's figures say nothing: one person more
/// or less would move a rate by a twentieth and more.
constexpr std::size_t least_people = 20;

/// The figures of some of the pairs: of all, or of those within a group.
struct SetFigures {
  std::string name;
  std::size_t people = 0, different_people = 0;  ///< who occurs, and pairs of them that were compared
  cameo::PairCounts pairs;
  std::size_t probes = 0, known_probes = 0;
  std::size_t false_matches = 0, false_non_matches = 0;
  std::string too_few;  ///< why nothing is said of a group, or empty
  std::vector<Figure> figures;
  std::vector<ThresholdAtFar> thresholds;    ///< down to the smallest FAR that the data supports
  std::vector<cameo::OperatingPoint> curve;  ///< ROC, without points that nobody could tell apart
  Histogram histogram;
};

/// How far apart the best and the worst group are. Bounds that include 0 show no difference.
struct Gap {
  std::size_t kind;
  std::string best, worst;
  double value, low, high;
};

struct FigureOptions {
  std::optional<double> tolerance;
  int rounds = 500;  ///< of resampling
  std::uint64_t seed = 1;
};

struct Figures {
  FigureOptions options;
  SetFigures all;
  std::vector<SetFigures> groups;
  std::vector<Gap> gaps;
};

/// A Failure when there are no pairs of both kinds.
Figures make_figures(const Comparisons& comparisons, const std::optional<Groups>& groups,
                     const FigureOptions& options);

}  // namespace recognize
