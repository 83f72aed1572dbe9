// SPDX-License-Identifier: MIT
#pragma once

#include "comparisons.hpp"

namespace recognize {

/// The groups of a CSV file with the columns `person` or `picture` (its file's name, with or without its
/// folder), and `group`.
struct Groups {
  static constexpr int none = -1;
  std::vector<std::string> names;  ///< sorted
  std::vector<int> group_of;       ///< by picture
};

/// A Failure, with the line: another form, two groups for one name; nobody of the comparisons in it.
Groups read_groups(const Path& file, const Comparisons& comparisons);

}  // namespace recognize
