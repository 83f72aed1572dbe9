// SPDX-License-Identifier: MIT
#include "scores_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "common/failure.hpp"
#include "csv_file.hpp"

namespace recognize {

using namespace examples;

namespace {

/// Read as a double, for a probability may be smaller than every float.
float number_of(const CsvRow& row, const std::string& text) {
  double number = 0;
  const auto end = text.data() + text.size();
  const auto [rest, reason] = std::from_chars(text.data() + text.starts_with('+'), end, number);
  if (reason != std::errc() || rest != end ||
      !(std::abs(number) <= double{std::numeric_limits<float>::max()}))
    row.refuse(fmt::format("the score is '{}', but a finite number is needed", text));
  return static_cast<float>(number);
}

bool same_of(const CsvRow& row, const std::string& text) {
  if (text == "1" || text == "true" || text == "True") return true;
  if (text == "0" || text == "false" || text == "False") return false;
  row.refuse(fmt::format("'same' is '{}', but 1 or 0 is needed", text));
}

/// Numbers in the order of their coming.
class People {
 public:
  explicit People(Comparisons& comparisons) : comparisons_(comparisons) {}

  std::uint32_t number_of(const std::string& name) {
    const auto [entry, is_new] = numbers_.try_emplace(name, static_cast<std::uint32_t>(numbers_.size()));
    if (is_new) {
      comparisons_.people.push_back(name);
      comparisons_.person_of.push_back(entry->second);  // a person stands for all of the person's pictures
    }
    return entry->second;
  }

 private:
  Comparisons& comparisons_;
  std::map<std::string, std::uint32_t> numbers_;
};

}  // namespace

Comparisons read_scores(const Path& file) {
  Comparisons comparisons;
  People people(comparisons);
  read_csv(file, [&](const CsvHeader& header, const CsvRow& row) {
    const std::size_t score = header.column({"distance", "similarity"});
    const auto first = header.find({"first"}), second = header.find({"second"}), same = header.find({"same"});
    comparisons.is_similarity = header.find({"similarity"}) == score;
    comparisons.people_are_known = first && second;
    if (!comparisons.people_are_known) (void)header.column({"same"});
    const float number = number_of(row, row.cells[score]);
    PicturePair pair{comparisons.is_similarity ? -number : number, 0, 0};
    if (comparisons.people_are_known) {
      if (row.cells[*first].empty() || row.cells[*second].empty()) row.refuse("a person has no name");
      pair.first = people.number_of(row.cells[*first]);
      pair.second = people.number_of(row.cells[*second]);
      if (same && same_of(row, row.cells[*same]) != (pair.first == pair.second))
        row.refuse(fmt::format("'same' is '{}', but the people are '{}' and '{}'", row.cells[*same],
                               row.cells[*first], row.cells[*second]));
    } else {
      const std::string name = fmt::format("line {}", row.line);
      pair.first = people.number_of(name);
      pair.second = same_of(row, row.cells[*same]) ? pair.first : people.number_of(name + ", second");
    }
    comparisons.pairs.push_back(pair);
  });
  return comparisons;
}

}  // namespace recognize
