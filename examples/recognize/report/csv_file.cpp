// SPDX-License-Identifier: MIT
#include "csv_file.hpp"

#include <csv.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>

#include "common/failure.hpp"
#include "common/printable.hpp"
#include "list_file.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr std::size_t most_csv_bytes = std::size_t{4} << 30;

/// Rows of a text, as libcsv takes it apart.
class CsvText {
 public:
  CsvText(const std::filesystem::path& file, std::string_view text) : row_{file, 1, {}}, text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_space_func(&parser_, [](unsigned char) { return 0; });  // spaces belong to cells
  }
  CsvText(const CsvText&) = delete;
  CsvText& operator=(const CsvText&) = delete;
  ~CsvText() { csv_free(&parser_); }

  /// The next row that is not empty.
  std::optional<CsvRow> next() {
    while (rows_.empty() && !ended_) parse_piece();
    if (rows_.empty()) return std::nullopt;
    CsvRow row = std::move(rows_.front());
    rows_.pop_front();
    return row;
  }

 private:
  void parse_piece() {
    const std::string_view piece = text_.substr(0, std::size_t{1} << 16);
    text_.remove_prefix(piece.size());
    if (csv_parse(&parser_, piece.data(), piece.size(), add_cell, end_row, this) != piece.size())
      refuse("the quotes are not those of a CSV file (RFC 4180)");
    if (!text_.empty()) return;
    ended_ = true;
    if (csv_fini(&parser_, add_cell, end_row, this) != 0) refuse("a quote is not closed");
  }

  /// Of the row that has begun.
  void refuse(std::string_view sentence) {
    const int reason = csv_error(&parser_);
    row_.refuse(reason == CSV_EPARSE ? sentence : csv_strerror(reason));
  }

  static void add_cell(void* cell, std::size_t size, void* text) {
    static_cast<CsvText*>(text)->row_.cells.emplace_back(static_cast<const char*>(cell), size);
  }

  /// `end` is the character there. Of \r\n both end a row, the second one an empty row.
  static void end_row(int end, void* text) {
    CsvText& self = *static_cast<CsvText*>(text);
    CsvRow& row = self.row_;
    std::size_t lines = end == '\n' ? 1 : 0;
    for (const std::string& cell : row.cells)
      lines += static_cast<std::size_t>(std::count(cell.begin(), cell.end(), '\n'));
    const bool is_empty = row.cells.empty() || (row.cells.size() == 1 && row.cells[0].empty());
    if (!is_empty) self.rows_.push_back(row);
    row.cells.clear();
    row.line += lines;
  }

  csv_parser parser_;
  CsvRow row_;  ///< of which not all cells have come yet
  std::deque<CsvRow> rows_;
  std::string_view text_;  ///< what is left of it
  bool ended_ = false;
};

}  // namespace

void CsvRow::refuse(std::string_view sentence) const {
  throw Failure(fmt::format("{}, line {}: {}", file.string(), line, short_sentence(sentence)));
}

std::optional<std::size_t> CsvHeader::find(std::initializer_list<std::string_view> names) const {
  for (std::size_t i = 0; i < row_.cells.size(); ++i)
    if (std::find(names.begin(), names.end(), row_.cells[i]) != names.end()) return i;
  return std::nullopt;
}

std::size_t CsvHeader::column(std::initializer_list<std::string_view> names) const {
  if (const auto found = find(names)) return *found;
  refuse(fmt::format("there is no column '{}'", fmt::join(names, "' or '")));
}

void CsvHeader::refuse(const std::string& sentence) const {
  row_.refuse(fmt::format("{}; found '{}'", sentence, fmt::join(row_.cells, "', '")));
}

void read_csv(const std::filesystem::path& file,
              const std::function<void(const CsvHeader& header, const CsvRow& row)>& use) {
  const ListFile list(file, most_csv_bytes);
  CsvText text(file, list.text());
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
  if (rows == 0) header.refuse("there is no row below the header");
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

}  // namespace recognize
