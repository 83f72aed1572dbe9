// SPDX-License-Identifier: MIT
#pragma once

#include "figures.hpp"
#include "recognize/results.hpp"

namespace recognize {

/// A threshold as the user's scores have it: of a distance, or of a similarity.
double shown_threshold(const Comparisons& comparisons, float threshold);

/// Why the bounds are too narrow, of scores that name no people and of few people; or empty.
std::string note_on_bounds(const Comparisons& comparisons, const Figures& figures);

/// The table on the terminal.
void say_figures(const Comparisons& comparisons, const Figures& figures);

/// accuracy, auc, eer, tar and so on, each with value, low and high; groups and gaps.
json to_json(const Comparisons& comparisons, const Figures& figures);

/// A row for each figure of each group: group,figure,value,low,high,threshold,refused
std::string to_csv(const Comparisons& comparisons, const Figures& figures);

}  // namespace recognize
