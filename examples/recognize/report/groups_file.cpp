// SPDX-License-Identifier: MIT
#include "groups_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "common/composed.hpp"
#include "common/failure.hpp"
#include "csv_file.hpp"

namespace recognize {

using namespace examples;

Groups read_groups(const Path& file, const Comparisons& comparisons) {
  std::map<std::string, std::string> group_by_name;
  std::set<std::string> names;
  bool by_picture = false;
  read_csv(file, [&](const CsvHeader& header, const CsvRow& row) {
    const std::size_t name = header.column({"person", "picture"}), group = header.column({"group"});
    by_picture = !header.find({"person"});
    if (by_picture && comparisons.files.empty())
      row.refuse("scores have no pictures; groups of people are needed");
    if (row.cells[group].empty()) row.refuse("the group has no name");
    const auto [entry, is_new] = group_by_name.try_emplace(composed(row.cells[name]), row.cells[group]);
    if (!is_new && entry->second != row.cells[group])
      row.refuse(
          fmt::format("'{}' is in the groups '{}' and '{}'", entry->first, entry->second, row.cells[group]));
    names.insert(row.cells[group]);
  });

  Groups groups{{names.begin(), names.end()}, {}};
  const auto group_of = [&](const std::string& name) {
    const auto entry = group_by_name.find(composed(name));
    if (entry == group_by_name.end()) return Groups::none;
    const auto place = std::lower_bound(groups.names.begin(), groups.names.end(), entry->second);
    return static_cast<int>(place - groups.names.begin());
  };
  for (std::size_t picture = 0; picture < comparisons.person_of.size(); ++picture) {
    int group = Groups::none;
    if (by_picture) {
      const Path& path = comparisons.files[picture];
      group = group_of((path.parent_path().filename() / path.filename()).string());
      if (group == Groups::none) group = group_of(path.filename().string());
    } else {
      group = group_of(comparisons.people[comparisons.person_of[picture]]);
    }
    groups.group_of.push_back(group);
  }
  const bool nobody = std::count(groups.group_of.begin(), groups.group_of.end(), Groups::none) ==
                      static_cast<std::ptrdiff_t>(groups.group_of.size());
  if (nobody) throw Failure(fmt::format("{}: none of those who were compared is in it", file.string()));
  return groups;
}

}  // namespace recognize
