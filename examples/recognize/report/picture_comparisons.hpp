// SPDX-License-Identifier: MIT
#pragma once

#include "comparisons.hpp"

namespace recognize {

/// The pairs of LFW's list, by the face nearest the centre of each picture.
Comparisons compare_listed_pairs(const CommonOptions& options, const Path& list, const Path& folder);

/// All pairs of the pictures of a folder, whose subfolders are people. The first picture of each person that
/// has a face is also the gallery, in which all others are looked for.
Comparisons compare_people(const CommonOptions& options, const Path& folder);

}  // namespace recognize
