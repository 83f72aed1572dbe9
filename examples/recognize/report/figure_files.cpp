// SPDX-License-Identifier: MIT
#include "figure_files.hpp"

#include <algorithm>
#include <cmath>

#include "common/as_written.hpp"
#include "common/console.hpp"
#include "csv_file.hpp"

namespace recognize {

using namespace examples;

namespace {

json to_json(const Comparisons& comparisons, const Figure& figure) {
  if (!figure.refused.empty())
    return {{"value", nullptr}, {"low", nullptr}, {"high", nullptr}, {"refused", figure.refused}};
  json entry{{"value", figure.value}, {"low", figure.low}, {"high", figure.high}};
  if (figure.threshold) entry["threshold"] = shown_threshold(comparisons, *figure.threshold);
  return entry;
}

/// Rates at the reported FARs, by FAR.
json rates_to_json(const Comparisons& comparisons, const SetFigures& set, std::size_t first) {
  json rates;
  for (std::size_t i = 0; i < cameo::reported_fars.size(); ++i)
    rates[fmt::format("{}", cameo::reported_fars[i])] = to_json(comparisons, set.figures[first + i]);
  return rates;
}

json to_json(const Comparisons& comparisons, const SetFigures& set, bool has_tolerance) {
  json entry;
  if (!set.too_few.empty()) entry["too_few"] = set.too_few;
  for (const std::size_t kind : {Accuracy, BestAccuracy, Auc, EqualErrorRate})
    entry[figure_name(kind)] = to_json(comparisons, set.figures[kind]);
  entry["tar"] = rates_to_json(comparisons, set, TrueAccepts);
  if (has_tolerance) {
    for (const std::size_t kind : {FalseMatches, FalseNonMatches})
      entry[figure_name(kind)] = to_json(comparisons, set.figures[kind]);
    entry["false_matches"] = set.false_matches;
    entry["false_non_matches"] = set.false_non_matches;
  }
  if (set.probes > 0)
    entry["identification"] = {{"probes", set.probes},
                               {"known_probes", set.known_probes},
                               {"rank_1", to_json(comparisons, set.figures[RankOne])},
                               {"rank_5", to_json(comparisons, set.figures[RankFive])},
                               {"dir", rates_to_json(comparisons, set, Identified)}};
  entry["thresholds"] = json::array();
  for (const ThresholdAtFar& one : set.thresholds)
    entry["thresholds"].push_back({{"far", one.far},
                                   {"threshold", shown_threshold(comparisons, one.point.threshold)},
                                   {"tar", one.point.true_accepts}});
  entry["people"] = set.people;
  entry["pairs"] = {{"genuine", set.pairs.genuine},
                    {"impostors", set.pairs.impostors},
                    {"different_people", set.different_people}};
  return entry;
}

/// What a program reaches that always gives the answer that is more often right.
double accuracy_of_one_answer(const SetFigures& set) {
  return static_cast<double>(std::max(set.pairs.genuine, set.pairs.impostors)) /
         static_cast<double>(set.pairs.all());
}

void say_set(const Comparisons& comparisons, const SetFigures& set) {
  say("\n{}: {}, {} of one person, {} of two\n", set.name, counted(set.people, "person", "people"),
      counted(set.pairs.genuine, "pair"), set.pairs.impostors);
  if (!set.too_few.empty()) return say("  {}\n", set.too_few);
  for (std::size_t kind = 0; kind < set.figures.size(); ++kind) {
    const Figure& figure = set.figures[kind];
    if (!figure.refused.empty()) say("  {:<22} refused: {}\n", figure_name(kind), figure.refused);
    if (!std::isfinite(figure.value)) continue;
    say("  {:<22} {:.4f}   {:.4f} to {:.4f}", figure_name(kind), figure.value, figure.low, figure.high);
    if (figure.threshold) say("   at {:.4f}", shown_threshold(comparisons, *figure.threshold));
    if (kind == Accuracy) say("   always the same answer: {:.4f}", accuracy_of_one_answer(set));
    if (kind == FalseMatches) say("   {} of {}", set.false_matches, set.pairs.impostors);
    if (kind == FalseNonMatches) say("   {} of {}", set.false_non_matches, set.pairs.genuine);
    say("\n");
  }
}

}  // namespace

double shown_threshold(const Comparisons& comparisons, float threshold) {
  return as_written(comparisons.is_similarity ? -threshold : threshold);
}

std::string note_on_bounds(const Comparisons& comparisons, const Figures& figures) {
  if (!comparisons.people_are_known)
    return "The scores name no people: each row is taken for people whom no other row has, and the bounds "
           "are too narrow where people recur.";
  if (figures.all.people < least_people)
    return fmt::format("Of {} the bounds are too narrow; {} people or more are needed.",
                       counted(figures.all.people, "person", "people"), least_people);
  return {};
}

void say_figures(const Comparisons& comparisons, const Figures& figures) {
  say_set(comparisons, figures.all);
  for (const SetFigures& group : figures.groups) say_set(comparisons, group);
  if (!figures.gaps.empty()) say("\nbetween the best and the worst group:\n");
  for (const Gap& gap : figures.gaps)
    say("  {:<22} {:.4f}   {:.4f} to {:.4f}   {}, {}\n", figure_name(gap.kind), gap.value, gap.low, gap.high,
        gap.best, gap.worst);
  if (!comparisons.network.empty()) say("\nOf {}.\n", comparisons.network);
  say("\nBounds: 95 %, {} rounds of resampling {}.\n", figures.options.rounds,
      comparisons.people_are_known ? "people" : "pairs");
  if (const std::string note = note_on_bounds(comparisons, figures); !note.empty()) say("{}\n", note);
  if (comparisons.pairs_left_out > 0)
    say("{} left out: {} without a face that is found.\n", counted(comparisons.pairs_left_out, "pair"),
        counted(comparisons.left_out.size(), "picture"));
}

json to_json(const Comparisons& comparisons, const Figures& figures) {
  const auto& tolerance = figures.options.tolerance;
  json all = to_json(comparisons, figures.all, tolerance.has_value());
  if (!comparisons.network.empty()) all["network"] = comparisons.network;
  all["pairs"]["left_out"] = comparisons.pairs_left_out;
  all["pictures_left_out"] = comparisons.left_out;
  if (!figures.groups.empty()) {
    all["groups"] = json::object();
    for (const SetFigures& group : figures.groups)
      all["groups"][group.name] = to_json(comparisons, group, tolerance.has_value());
    all["gaps"] = json::object();
    for (const Gap& gap : figures.gaps)
      all["gaps"][figure_name(gap.kind)] = {{"value", gap.value},
                                            {"low", gap.low},
                                            {"high", gap.high},
                                            {"best", gap.best},
                                            {"worst", gap.worst}};
  }
  all["bounds"] = {{"level", 0.95},
                   {"rounds", figures.options.rounds},
                   {"seed", figures.options.seed},
                   {"resampled", comparisons.people_are_known ? "people" : "pairs"}};
  if (const std::string note = note_on_bounds(comparisons, figures); !note.empty()) all["note"] = note;
  if (tolerance) all["tolerance"] = shown_threshold(comparisons, static_cast<float>(*tolerance));
  return all;
}

std::string to_csv(const Comparisons& comparisons, const Figures& figures) {
  std::string text = "group,figure,value,low,high,threshold,refused\n";
  const auto number = [](double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; };
  const auto add = [&](const SetFigures& set) {
    for (std::size_t kind = 0; kind < set.figures.size(); ++kind) {
      const Figure& figure = set.figures[kind];
      if (!std::isfinite(figure.value) && figure.refused.empty()) continue;
      text += fmt::format("{},{},{},{},{},{},{}\n", csv_cell(set.name), figure_name(kind),
                          number(figure.value), number(figure.low), number(figure.high),
                          figure.threshold ? number(shown_threshold(comparisons, *figure.threshold)) : "",
                          csv_cell(figure.refused));
    }
  };
  add(figures.all);
  for (const SetFigures& group : figures.groups) add(group);
  for (const Gap& gap : figures.gaps)
    text += fmt::format("{},gap of {},{},{},{},,\n", csv_cell(gap.best + " to " + gap.worst),
                        figure_name(gap.kind), number(gap.value), number(gap.low), number(gap.high));
  return text;
}

}  // namespace recognize
