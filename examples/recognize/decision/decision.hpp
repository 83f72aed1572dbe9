// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "recognize/gallery/gallery.hpp"
#include "thresholds.hpp"

namespace recognize {

enum class Answer { yes, not_sure, no };
std::string_view name_of(Answer answer);  // "yes", "not sure", "no"

struct Decision {
  Answer answer;
  std::string reason;  ///< of `not sure`
};

/// When a face is somebody's of a gallery. A stranger must pass for one of n people in at most the wanted
/// part of the cases, so one comparison may err in 1 - (1 - far)^(1/n) of them: its threshold is the one for
/// `yes`. Beyond it, and beyond the threshold where both kinds of errors are as frequent, it is `no`; between
/// them `not sure`. So it is where a second person is within the threshold for `yes`, which only people who
/// look alike, or are one, are: strangers come there as seldom as was wanted.
class DecisionRule {
 public:
  /// A Failure: the thresholds are not known for so small a FAR among so many people.
  DecisionRule(const DecisionOptions& options, std::size_t people);

  /// A Failure where a report's thresholds are of another network than the one that is used. `name` tells its
  /// name, and is asked only then.
  void check_network(const std::function<std::string()>& name) const;

  /// `nearest` is the order of distances.
  Decision decide(std::span<const Match> nearest) const;

  /// "sure up to a distance of 0.515, where 1 of 1000 strangers would pass for one of 2 people (...)"
  std::string sentence() const;

  /// The thresholds and where they come from.
  nlohmann::ordered_json to_json() const;

 private:
  std::optional<double> far_;  ///< none: the threshold was given
  std::size_t people_;
  double far_of_comparison_ = 0;
  double yes_ = 0, no_ = 0;  ///< up to, and beyond which
  Thresholds thresholds_;
};

/// "1 of 230 strangers", of a rate
std::string strangers_of(double rate);

}  // namespace recognize
