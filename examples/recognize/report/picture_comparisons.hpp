// SPDX-License-Identifier: MIT
#pragma once

#include "comparisons.hpp"
#include "report.hpp"

namespace recognize {

/// The pairs of LFW's list, options.pairs.
Comparisons compare_listed_pairs(const ReportOptions& options);

/// All pairs of the pictures of options.people, a folder whose subfolders are people. The first picture of
/// each person that has a face is also the gallery, in which all others are looked for.
Comparisons compare_people(const ReportOptions& options);

}  // namespace recognize
