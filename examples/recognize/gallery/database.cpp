// SPDX-License-Identifier: MIT
#include "database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>

#include "common/failure.hpp"

namespace recognize {

using examples::Failure;

namespace {

constexpr int most_seconds_to_wait = 30;  // for other programs that write

/// Only what can happen to a user; the rest is SQLite's own sentence.
std::string sentence_of(int code) {
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      return "is no gallery, or a damaged one";
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:  // a table is missing, or another one
    case SQLITE_MISMATCH:
      return "is damaged";
    case SQLITE_FULL:
      return "cannot be written, for the disk is full; nothing is changed";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fmt::format("another program has been writing there for {} s; try again", most_seconds_to_wait);
    case SQLITE_READONLY:
      return "cannot be written: it, or its folder, is read-only; every question is written into its log";
    default:
      return {};
  }
}

}  // namespace

void Database::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

Database::Database(const std::filesystem::path& path) : path_(path) {
  sqlite3* database = nullptr;
  // To SQLite ":memory:" and "file:..." are no names of files, as absolute paths always are.
  const std::filesystem::path file = std::filesystem::absolute(path);
  const int code =
      sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(database);
  if (database == nullptr) throw Failure(fmt::format("{}: no memory to open it", path.string()));
  if (code != SQLITE_OK) fail_with_reason();
  sqlite3_busy_timeout(database, 1000 * most_seconds_to_wait);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  execute(
      "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA "
      "temp_store = MEMORY;"
      "PRAGMA synchronous = EXTRA; PRAGMA journal_mode = DELETE");
}

void Database::execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail_with_reason();
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr) !=
      SQLITE_OK)
    fail_with_reason();
  return Statement(*this, statement);
}

void Database::fail(std::string_view sentence) const {
  throw Failure(fmt::format("{}: {}", path_.string(), sentence));
}

void Database::fail_with_reason() const {
  const std::string sentence = sentence_of(sqlite3_errcode(database_.get()));
  if (!sentence.empty()) fail(sentence);
  const int reason = sqlite3_system_errno(database_.get());
  fail(fmt::format("cannot be read or written: {}{}{}", sqlite3_errmsg(database_.get()),
                   reason != 0 ? ": " : "", reason != 0 ? std::strerror(reason) : ""));
}

/// Somebody may have put another file in this one's place: under its name, where this program would go on
/// with the one that has none any more, or into it, where pages that SQLite remembers would be mixed with
/// others.
void Database::begin(const char* sql) {
  int moved = 0;
  sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved != 0) fail("was replaced or removed while it was open");
  sqlite3_db_release_memory(database_.get());
  execute(sql);
}

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(database_.get()); }

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement& Statement::bind(std::int64_t number) {
  if (sqlite3_bind_int64(statement_.get(), ++bound_, number) != SQLITE_OK) database_->fail_with_reason();
  return *this;
}

Statement& Statement::bind(View bytes) {
  if (sqlite3_bind_blob64(statement_.get(), ++bound_, bytes.data(), bytes.size(), SQLITE_TRANSIENT) !=
      SQLITE_OK)
    database_->fail_with_reason();
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) database_->fail_with_reason();
  return code == SQLITE_ROW;
}

void Statement::run() {
  step();
  sqlite3_reset(statement_.get());
  bound_ = 0;
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

View Statement::bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  return {static_cast<const std::uint8_t*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Transaction::Transaction(Database& database, Purpose purpose) : database_(database) {
  database_.begin(purpose == Writing ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!is_open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Failure&) {
    // SQLite has rolled back by itself, as it does on a full disk.
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  is_open_ = false;
}

}  // namespace recognize
