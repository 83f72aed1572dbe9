// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "recognize/commands.hpp"

namespace recognize {

/// What a threshold does, as a report has measured it.
struct MeasuredThreshold {
  double far;        ///< part of the pairs of two people that are accepted, at most
  double threshold;  ///< the largest distance that is accepted then
  double tar;        ///< part of the pairs of one person that are accepted
};

/// The thresholds of some pairs, from the largest FAR to the smallest one that the data supports.
struct ThresholdCurve {
  double equal_error;  ///< the threshold at which both kinds of errors are as frequent
  std::vector<MeasuredThreshold> rows;
};

/// Which errors a distance brings, by a report: of all pairs, and of those within each group. The worst of
/// them counts, for whoever is looked for may be of any group. Between the rows the logarithm of the rate is
/// taken for a straight line.
class Thresholds {
 public:
  /// Of dlib's published network.
  static Thresholds published();

  /// Of what `recognize report --json` has written. A Failure: the file cannot be read, is none of distances,
  /// or does not say of which network's, as those of --scores do not.
  static Thresholds read(const Path& report);

  /// "dlib's published network on LFW", or the report's file
  const std::string& source() const { return source_; }

  /// Which network's descriptors they are of, as the report says; empty for the published one's.
  const std::string& network() const { return network_; }

  /// The smallest FAR that can be told.
  double least_far() const;

  /// The threshold at which no more strangers pass. Requires least_far() <= far < 1.
  double at_far(double far) const;

  /// The threshold at which both kinds of errors are as frequent.
  double at_equal_error() const;

  /// Part of the strangers who are as near; least_far() where it is that or less.
  double false_match_rate(double distance) const;

  /// Part of the pairs of one person that are farther apart; at least, for a group that tells no more. 1
  /// below all rows.
  double false_non_match_rate(double distance) const;

 private:
  Thresholds(std::string source, std::string network, std::vector<ThresholdCurve> curves);

  std::string source_, network_;
  std::vector<ThresholdCurve> curves_;
};

}  // namespace recognize
