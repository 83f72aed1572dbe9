// SPDX-License-Identifier: MIT
#pragma once

#include "comparisons.hpp"

namespace recognize {

/// The comparisons of a CSV file. Columns: `distance` or `similarity`; `first` and `second`, the names of the
/// two people, or `same`, which is 1 or 0 (true or false), or all three. A Failure, with the line: anything
/// else.
Comparisons read_scores(const Path& file);

}  // namespace recognize
