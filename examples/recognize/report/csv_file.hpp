// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace recognize {

/// A row of a CSV file (RFC 4180), and where it begins.
struct CsvRow {
  const std::filesystem::path& file;
  std::size_t line;
  std::vector<std::string> cells;

  /// A Failure: "scores.csv, line 3: " and the sentence.
  [[noreturn]] void refuse(std::string_view sentence) const;
};

/// The names of the columns, in the first row.
class CsvHeader {
 public:
  explicit CsvHeader(CsvRow row) : row_(std::move(row)) {}
  /// The column of one of these names, if there is one.
  std::optional<std::size_t> find(std::initializer_list<std::string_view> names) const;
  /// A Failure when there is none.
  std::size_t column(std::initializer_list<std::string_view> names) const;
  /// A Failure: the sentence, and which columns there are.
  [[noreturn]] void refuse(const std::string& sentence) const;
  std::size_t columns() const { return row_.cells.size(); }

 private:
  CsvRow row_;
};

/// use(header, row) for each row below the first; empty lines are passed over. A Failure: the file cannot be
/// read, has no row below the first, a row with other than the header's number of cells, a quote that is not
/// closed.
void read_csv(const std::filesystem::path& file,
              const std::function<void(const CsvHeader& header, const CsvRow& row)>& use);

/// As a cell of a CSV file: in quotes where it needs them.
std::string csv_cell(std::string_view text);

}  // namespace recognize
