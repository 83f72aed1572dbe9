// SPDX-License-Identifier: MIT
#include "decision.hpp"

#include <fmt/format.h>

#include <cmath>

#include "common/console.hpp"
#include "common/failure.hpp"

namespace recognize {

using namespace examples;

namespace {

/// To two digits, and not less.
double rounded_up(double rate) {
  const double step = std::pow(10, std::floor(std::log10(rate)) - 1);
  return std::ceil(rate / step) * step;
}

/// What can be done where a FAR of one comparison is below what the thresholds tell.
std::string remedy(double far_of_comparison, double least_far_of_all) {
  const double least = rounded_up(least_far_of_all);
  if (least <= DecisionOptions::most_far)
    return fmt::format("give --far {:.2g} or more, a --report of more people, or a --tolerance", least);
  const double pairs = 3 / far_of_comparison;  // a report tells no FAR for which it has fewer
  return fmt::format(
      "no --far will do: give a --report of {:.0f} people, who are {:.1e} pairs, or a --tolerance",
      std::ceil(std::sqrt(2 * pairs) + 1), pairs);
}

Thresholds thresholds_of(const DecisionOptions& options) {
  return options.report.empty() ? Thresholds::published() : Thresholds::read(options.report);
}

/// The error that one comparison may have for `all` of them together, and the other way round.
double one_of(double all, std::size_t count) {
  return -std::expm1(std::log1p(-all) / static_cast<double>(count));
}
double all_of(double one, std::size_t count) {
  return -std::expm1(std::log1p(-one) * static_cast<double>(count));
}

}  // namespace

std::string_view name_of(Answer answer) {
  return answer == Answer::yes ? "yes" : answer == Answer::no ? "no" : "not sure";
}

std::string strangers_of(double rate) {
  if (rate >= 0.995) return "nearly all strangers";
  return rate >= 0.095 ? fmt::format("{:.0f} of 100 strangers", 100 * rate)
                       : fmt::format("1 of {:.0f} strangers", 1 / rate);
}

DecisionRule::DecisionRule(const DecisionOptions& options, std::size_t people)
    : people_(std::max<std::size_t>(people, 1)), thresholds_(thresholds_of(options)) {
  if (options.tolerance) {
    yes_ = no_ = *options.tolerance;
    return;
  }
  far_ = options.far;
  far_of_comparison_ = one_of(options.far, people_);
  const double least = thresholds_.least_far();
  if (far_of_comparison_ < least)
    throw Failure(fmt::format(
        "a FAR of {} among {} is one of {:.1e} a comparison, but {} tells thresholds down to {:.1e}; {}",
        options.far, counted(people_, "person", "people"), far_of_comparison_, thresholds_.source(), least,
        remedy(far_of_comparison_, all_of(least, people_))));
  yes_ = thresholds_.at_far(far_of_comparison_);
  no_ = std::max(yes_, thresholds_.at_equal_error());
}

void DecisionRule::check_network(const std::function<std::string()>& name) const {
  if (thresholds_.network().empty()) return;
  if (const std::string used = name(); used != thresholds_.network())
    throw Failure(fmt::format("{}: its thresholds are of another network ({}) than the one in use ({})",
                              thresholds_.source(), thresholds_.network(), used));
}

Decision DecisionRule::decide(std::span<const Match> nearest) const {
  if (nearest.empty() || nearest[0].distance > no_) return {Answer::no, {}};
  if (nearest[0].distance > yes_)
    return {Answer::not_sure,
            fmt::format("{} would be as near to somebody here",
                        strangers_of(all_of(thresholds_.false_match_rate(nearest[0].distance), people_)))};
  if (nearest.size() > 1 && nearest[1].distance <= yes_)
    return {Answer::not_sure,
            fmt::format("{} is near enough too, at {:.3f}", nearest[1].name, nearest[1].distance)};
  return {Answer::yes, {}};
}

std::string DecisionRule::sentence() const {
  if (!far_) return fmt::format("sure up to the given distance of {}", yes_);
  return fmt::format("sure up to a distance of {:.3f}, where {} {} ({}){}", yes_, strangers_of(*far_),
                     people_ == 1 ? "would pass" : fmt::format("would pass for one of {} people", people_),
                     thresholds_.source(), no_ > yes_ ? fmt::format("; not sure up to {:.3f}", no_) : "");
}

nlohmann::ordered_json DecisionRule::to_json() const {
  nlohmann::ordered_json entry{{"yes_up_to", yes_}, {"no_beyond", no_}, {"people", people_}};
  if (!far_) {
    entry["from"] = "--tolerance";
    return entry;
  }
  entry["far"] = *far_;
  entry["far_of_one_comparison"] = far_of_comparison_;
  entry["false_non_match_rate"] = thresholds_.false_non_match_rate(yes_);
  entry["from"] = thresholds_.source();
  return entry;
}

}  // namespace recognize
