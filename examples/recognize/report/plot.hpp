// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/metrics/roc.hpp>
#include <span>
#include <string>

#include "figures.hpp"

// Plots as SVG within an HTML page, whose style sheet has their colors for light and dark.

namespace recognize {

/// True accepts over false accepts, whose axis is logarithmic from `least_far` on.
std::string plot_roc(std::span<const cameo::OperatingPoint> curve, double least_far);

/// False rejects over false accepts, both axes as deviates of the normal distribution (Martin et al.:
/// Eurospeech 1997): two normal distributions make a straight line.
std::string plot_det(std::span<const cameo::OperatingPoint> curve, double least_rate);

/// How far apart pictures of one person are, and of two. With the tolerance as a line, if there is one.
std::string plot_distances(const Histogram& histogram, const std::optional<double>& tolerance,
                           bool is_similarity);

}  // namespace recognize
