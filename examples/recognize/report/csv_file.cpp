// SPDX-License-Identifier: MIT
#include "csv_file.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cameo/io/file.hpp>

#include "common/failure.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr std::size_t most_bytes = std::size_t{4} << 30;

/// Takes a text apart, row by row.
class CsvText {
 public:
  CsvText(const std::filesystem::path& file, std::string_view text) : file_(file), text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  /// The next row that is not empty.
  std::optional<CsvRow> next() {
    while (at_ < text_.size()) {
      CsvRow row{file_, line_, {}};
      do row.cells.push_back(next_cell(row));
      while (take(','));
      take('\r');
      if (take('\n')) ++line_;
      if (row.cells.size() > 1 || !row.cells[0].empty()) return row;
    }
    return std::nullopt;
  }

 private:
  bool take(char expected) {
    if (at_ == text_.size() || text_[at_] != expected) return false;
    ++at_;
    return true;
  }

  std::string next_cell(const CsvRow& row) {
    if (!take('"')) {
      const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      return std::string(text_.substr(std::exchange(at_, end), end - at_));
    }
    std::string cell;
    for (;;) {
      const std::size_t end = text_.find('"', at_);
      if (end == text_.npos) row.refuse("a quote is not closed");
      cell += text_.substr(at_, end - at_);
      at_ = end + 1;
      if (!take('"')) break;
      cell += '"';
    }
    line_ += static_cast<std::size_t>(std::count(cell.begin(), cell.end(), '\n'));
    if (at_ < text_.size() && std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos)
      row.refuse("a comma is needed after a quoted cell");
    return cell;
  }

  const std::filesystem::path& file_;
  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

void CsvRow::refuse(std::string_view sentence) const {
  throw Failure(fmt::format("{}, line {}: {}", file.string(), line, sentence));
}

std::optional<std::size_t> CsvHeader::find(std::initializer_list<std::string_view> names) const {
  for (std::size_t i = 0; i < row_.cells.size(); ++i)
    if (std::find(names.begin(), names.end(), row_.cells[i]) != names.end()) return i;
  return std::nullopt;
}

std::size_t CsvHeader::column(std::initializer_list<std::string_view> names) const {
  if (const auto found = find(names)) return *found;
  row_.refuse(fmt::format("there is no column '{}'; found '{}'", fmt::join(names, "' or '"),
                          fmt::join(row_.cells, "', '")));
}

void read_csv(const std::filesystem::path& file,
              const std::function<void(const CsvHeader& header, const CsvRow& row)>& use) {
  const auto content = value_of(cameo::read_file(file.string(), most_bytes));
  CsvText text(file, {reinterpret_cast<const char*>(content.bytes().data()), content.bytes().size()});
  std::optional<CsvRow> first = text.next();
  if (!first) throw Failure(fmt::format("{}: the file is empty", file.string()));
  const CsvHeader header(*std::move(first));
  std::size_t rows = 0;
  for (;; ++rows) {
    const std::optional<CsvRow> row = text.next();
    if (!row) break;
    if (row->cells.size() != header.columns())
      row->refuse(
          fmt::format("the row has {} cells, but the header has {}", row->cells.size(), header.columns()));
    use(header, *row);
  }
  if (rows == 0) throw Failure(fmt::format("{}: there is no row below the header", file.string()));
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

}  // namespace recognize
