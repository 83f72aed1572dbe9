// SPDX-License-Identifier: MIT
#include "figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cameo/metrics/fold_accuracy.hpp>
#include <cameo/metrics/identification.hpp>
#include <cmath>
#include <functional>
#include <limits>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/interruption.hpp"

namespace recognize {

using namespace cameo;
using namespace examples;

namespace {

constexpr std::size_t fars = reported_fars.size();
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr float no_tolerance = -std::numeric_limits<float>::infinity();
constexpr int default_folds = 10;

using Values = std::array<double, FigureCount>;

/// Some of the pairs, ready to be counted again and again.
struct Set {
  SetFigures figures;
  std::vector<ScoredPair> pairs;
  std::vector<IdentificationTrial> trials;
  std::vector<std::uint8_t> correct;  ///< by thresholds from other folds; empty where there are none
  std::vector<Values> rounds;
};

struct Measured {
  VerificationFigures pairs;
  IdentificationFigures trials;
  Values values;
};

template <class Keep>
Measured measure(const Set& set, float tolerance, Keep keep) {
  Measured measured{verification_figures(std::span(set.pairs), tolerance, keep, set.figures.pairs),
                    identification_figures(std::span(set.trials), keep),
                    {}};
  Values& values = measured.values;
  values.fill(nothing);
  if (!set.correct.empty()) values[Accuracy] = accuracy_of(std::span(set.pairs), set.correct, keep);
  values[RankOne] = measured.trials.rank_1;
  values[RankFive] = measured.trials.rank_5;
  for (std::size_t i = 0; i < fars; ++i) values[Identified + i] = measured.trials.at_far[i].true_accepts;
  if (measured.pairs.pairs.genuine == 0 || measured.pairs.pairs.impostors == 0) return measured;
  values[BestAccuracy] = measured.pairs.best_accuracy;
  values[Auc] = measured.pairs.auc;
  values[EqualErrorRate] = measured.pairs.eer;
  if (tolerance != no_tolerance) {
    values[FalseMatches] = measured.pairs.at_tolerance.false_accepts;
    values[FalseNonMatches] = 1 - measured.pairs.at_tolerance.true_accepts;
  }
  for (std::size_t i = 0; i < fars; ++i) values[TrueAccepts + i] = measured.pairs.at_far[i].true_accepts;
  return measured;
}

std::size_t count_people(std::span<const ScoredPair> pairs, std::size_t people, bool genuine_only = false) {
  std::vector<bool> seen(people);
  for (const ScoredPair& pair : pairs)
    if (pair.genuine() || !genuine_only) seen[pair.first] = seen[pair.second] = true;
  return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
}

/// A set of the pairs and probes that are wanted.
Set make_set(const Comparisons& comparisons, std::string name,
             const std::function<bool(std::uint32_t)>& wants) {
  Set set;
  set.figures.name = std::move(name);
  for (const PicturePair& pair : comparisons.pairs)
    if (wants(pair.first) && wants(pair.second)) set.pairs.push_back(comparisons.scored(pair));
  for (const Probe& probe : comparisons.probes)
    if (wants(probe.picture)) set.trials.push_back(probe.trial);
  set.figures.different_people = count_impostor_people(set.pairs);
  set.figures.people = count_people(set.pairs, comparisons.people.size());
  set.figures.pairs = count_pairs(set.pairs);
  sort_by_stranger(set.trials);
  return set;
}

std::string why_too_few(const Set& set, std::size_t people) {
  const std::size_t genuine = count_people(set.pairs, people, true);
  if (genuine < least_people)
    return fmt::format("too few to say: {} with two pictures that were compared, but {} are needed",
                       counted(genuine, "person", "people"), least_people);
  if (const Error error = check_far(0.01, set.figures.different_people))
    return fmt::format("too few to say: {}", error.message());
  return {};
}

void decide_by_folds(const Comparisons& comparisons, const FigureOptions& options, Set& set,
                     std::string& refused) {
  std::vector<std::uint8_t> folds = comparisons.folds;
  int count = default_folds;
  if (folds.empty()) {
    folds.resize(comparisons.people.size());
    assign_folds(options.seed, count, folds);
  } else {
    count = *std::max_element(folds.begin(), folds.end()) + 1;
  }
  set.correct.resize(set.pairs.size());
  const Error error = decide_by_other_folds(set.pairs, folds, count, set.correct);
  if (!error) return;
  refused = error.message();
  set.correct.clear();
}

/// Rounds of data without an error have none either, but of n independent trials without one up to 3 / n may
/// fail (in one case of twenty). People are independent, of false matches pairs of people.
Interval with_rule_of_three(Interval bounds, double value, std::size_t trials) {
  const double margin = std::min(1.0, 3 / static_cast<double>(trials));
  if (value == 0) bounds.high = std::max(bounds.high, margin);
  if (value == 1) bounds.low = std::min(bounds.low, 1 - margin);
  return bounds;
}

/// 0.5, 0.2, 0.1, 0.05 and so on, down to the smallest FAR that the data supports.
std::vector<double> supported_fars(std::size_t different_people) {
  std::vector<double> fars;
  for (double decade = 1;; decade *= 10)
    for (const double one_of : {2 * decade, 5 * decade, 10 * decade}) {
      if (check_far(1 / one_of, different_people)) return fars;
      fars.push_back(1 / one_of);
    }
}

std::vector<ThresholdAtFar> find_thresholds(const Set& set) {
  std::vector<ThresholdAtFar> thresholds;
  for (const double far : supported_fars(set.figures.different_people)) thresholds.push_back({far, {}});
  walk_roc(std::span(set.pairs), KeepAll{}, [&](const RocPoint& roc_point) {
    const OperatingPoint point = operating_point(roc_point, set.figures.pairs);
    for (ThresholdAtFar& one : thresholds)
      if (point.false_accepts <= one.far) one.point = point;
  });
  return thresholds;
}

/// Every figure with its bounds; those that the data cannot support are refused.
void conclude(Set& set, float tolerance, const std::string& no_accuracy) {
  const Measured measured = measure(set, tolerance, KeepAll{});
  SetFigures& figures = set.figures;
  figures.probes = measured.trials.trials;
  figures.known_probes = measured.trials.known;
  const auto count = [](double rate, std::size_t all) {
    return static_cast<std::size_t>(std::lround(rate * static_cast<double>(all)));
  };
  if (tolerance != no_tolerance) {
    figures.false_matches = count(measured.pairs.at_tolerance.false_accepts, figures.pairs.impostors);
    figures.false_non_matches = count(1 - measured.pairs.at_tolerance.true_accepts, figures.pairs.genuine);
  }
  for (std::size_t kind = 0; kind < FigureCount; ++kind) {
    std::vector<double> samples;
    for (const Values& round : set.rounds) samples.push_back(round[kind]);
    const double value = measured.values[kind];
    const Interval bounds = with_rule_of_three(
        percentile_bounds(samples), value, kind == FalseMatches ? figures.different_people : figures.people);
    figures.figures.push_back({value, bounds.low, bounds.high, std::nullopt, {}});
  }
  std::vector<bool> seen;
  for (const IdentificationTrial& trial : set.trials) {
    seen.resize(std::max<std::size_t>(seen.size(), trial.person + 1));
    seen[trial.person] = true;
  }
  const auto strangers = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
  const auto refuse = [&](std::size_t kind, std::string_view why) {
    figures.figures[kind] = {nothing, nothing, nothing, std::nullopt, std::string(why)};
  };
  figures.figures[BestAccuracy].threshold = measured.pairs.best.threshold;
  figures.figures[EqualErrorRate].threshold = measured.pairs.equal.threshold;
  if (!no_accuracy.empty()) refuse(Accuracy, no_accuracy);
  for (std::size_t i = 0; i < fars; ++i) {
    figures.figures[TrueAccepts + i].threshold = measured.pairs.at_far[i].threshold;
    figures.figures[Identified + i].threshold = measured.trials.at_far[i].threshold;
    if (const Error error = check_far(reported_fars[i], figures.different_people))
      refuse(TrueAccepts + i, error.message());
    const Error error = check_far(reported_fars[i], strangers, "different people who are looked for");
    if (error && strangers > 0) refuse(Identified + i, error.message());
  }
  if (!figures.too_few.empty())
    for (std::size_t kind = 0; kind < FigureCount; ++kind) refuse(kind, figures.too_few);
}

/// The points that can be told apart on a plot, whose axis of FAR may be logarithmic.
std::vector<OperatingPoint> thin_curve(const Set& set) {
  std::vector<OperatingPoint> curve{{0, 0, 0}};
  walk_roc(std::span(set.pairs), KeepAll{}, [&](const RocPoint& roc_point) {
    const OperatingPoint point = operating_point(roc_point, set.figures.pairs);
    const OperatingPoint& last = curve.back();
    const auto differs = [](double a, double b) { return std::abs(a - b) > 0.02 * std::min(a, b); };
    if (differs(point.false_accepts, last.false_accepts) ||
        differs(1 - point.true_accepts, 1 - last.true_accepts) ||
        differs(point.true_accepts, last.true_accepts))
      curve.push_back(point);
  });
  curve.push_back({0, 1, 1});
  return curve;
}

Histogram make_histogram(const Set& set) {
  constexpr std::size_t bins = 60;
  Histogram histogram{static_cast<double>(set.pairs.front().distance),
                      static_cast<double>(set.pairs.back().distance), std::vector<double>(bins),
                      std::vector<double>(bins)};
  if (histogram.high <= histogram.low) histogram.high = histogram.low + 1;
  for (const ScoredPair& pair : set.pairs) {
    const double part =
        (static_cast<double>(pair.distance) - histogram.low) / (histogram.high - histogram.low);
    const std::size_t bin = std::min(bins - 1, static_cast<std::size_t>(part * bins));
    if (pair.genuine())
      histogram.genuine[bin] += 1 / static_cast<double>(set.figures.pairs.genuine);
    else
      histogram.impostors[bin] += 1 / static_cast<double>(set.figures.pairs.impostors);
  }
  return histogram;
}

/// Between the best and the worst of the groups that are large enough, where there are two.
void find_gaps(std::span<const Set> groups, std::vector<Gap>& gaps) {
  for (std::size_t kind = 0; kind < FigureCount; ++kind) {
    std::vector<const Set*> known;
    for (const Set& group : groups)
      if (group.figures.too_few.empty() && std::isfinite(group.figures.figures[kind].value))
        known.push_back(&group);
    if (known.size() < 2) continue;
    const auto [low, high] = std::minmax_element(known.begin(), known.end(), [&](const Set* a, const Set* b) {
      return a->figures.figures[kind].value < b->figures.figures[kind].value;
    });
    const Set &least = **low, &most = **high;
    std::vector<double> differences;
    for (std::size_t round = 0; round < least.rounds.size(); ++round)
      differences.push_back(most.rounds[round][kind] - least.rounds[round][kind]);
    const Interval bounds = percentile_bounds(differences);
    const bool high_is_best = is_better_high(kind);
    gaps.push_back(
        {kind, (high_is_best ? most : least).figures.name, (high_is_best ? least : most).figures.name,
         most.figures.figures[kind].value - least.figures.figures[kind].value, bounds.low, bounds.high});
  }
}

}  // namespace

std::string figure_name(std::size_t kind) {
  if (kind >= Identified) return fmt::format("dir at far {}", reported_fars[kind - Identified]);
  if (kind >= TrueAccepts && kind < RankOne)
    return fmt::format("tar at far {}", reported_fars[kind - TrueAccepts]);
  switch (kind) {
    case Accuracy:
      return "accuracy";
    case BestAccuracy:
      return "best_accuracy";
    case Auc:
      return "auc";
    case EqualErrorRate:
      return "eer";
    case FalseMatches:
      return "false_match_rate";
    case FalseNonMatches:
      return "false_non_match_rate";
    case RankOne:
      return "rank_1";
    default:
      return "rank_5";
  }
}

bool is_better_high(std::size_t kind) {
  return kind != EqualErrorRate && kind != FalseMatches && kind != FalseNonMatches;
}

Figures make_figures(const Comparisons& comparisons, const std::optional<Groups>& groups,
                     const FigureOptions& options) {
  std::vector<Set> sets;
  sets.push_back(make_set(comparisons, "all", [](std::uint32_t) { return true; }));
  check(sort_by_distance(sets[0].pairs));
  if (groups)
    for (std::size_t group = 0; group < groups->names.size(); ++group) {
      const auto wants = [&](std::uint32_t picture) {
        return groups->group_of[picture] == static_cast<int>(group);
      };
      sets.push_back(make_set(comparisons, groups->names[group], wants));
      sets.back().figures.too_few = why_too_few(sets.back(), comparisons.people.size());
    }

  const float tolerance = options.tolerance ? static_cast<float>(*options.tolerance) : no_tolerance;
  std::vector<std::string> no_accuracy(sets.size());
  for (std::size_t i = 0; i < sets.size(); ++i)
    if (sort_by_distance(sets[i].pairs))
      no_accuracy[i] = "pairs of one person and pairs of two are needed";
    else
      decide_by_folds(comparisons, options, sets[i], no_accuracy[i]);
  std::vector<std::uint8_t> kept(comparisons.people.size());
  for (int round = 0; round < options.rounds; ++round) {
    if (interrupted()) throw Failure("interrupted");
    const KeptPeople people(options.seed, static_cast<std::uint64_t>(round), kept);
    for (Set& set : sets) set.rounds.push_back(measure(set, tolerance, people).values);
  }
  for (std::size_t i = 0; i < sets.size(); ++i) conclude(sets[i], tolerance, no_accuracy[i]);
  for (Set& set : sets)
    if (set.figures.too_few.empty() && set.figures.pairs.genuine > 0 && set.figures.pairs.impostors > 0)
      set.figures.thresholds = find_thresholds(set);
  sets[0].figures.curve = thin_curve(sets[0]);
  sets[0].figures.histogram = make_histogram(sets[0]);

  Figures figures{options, {}, {}, {}};
  find_gaps(std::span(sets).subspan(1), figures.gaps);
  figures.all = std::move(sets[0].figures);
  for (std::size_t i = 1; i < sets.size(); ++i) figures.groups.push_back(std::move(sets[i].figures));
  return figures;
}

}  // namespace recognize
