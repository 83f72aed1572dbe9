// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "bytes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace recognize {

class Statement;

/// A file of SQLite's, set up so that what is deleted is overwritten, a write is whole or not at all whatever
/// happens to the program or the power, and nothing goes to temporary files. Every member throws a Failure
/// with the file's name when SQLite cannot do it, the file is damaged, the disk is full, ...
class Database {
 public:
  /// The file must be there.
  explicit Database(const std::filesystem::path& path);

  void execute(const char* sql);
  Statement prepare(std::string_view sql);

  /// "PATH: SENTENCE" to be thrown
  [[noreturn]] void fail(std::string_view sentence) const;
  /// Throws what SQLite says of its last call.
  [[noreturn]] void fail_with_reason() const;

  std::int64_t last_row() const;  ///< of the last INSERT

 private:
  friend class Transaction;
  void begin(const char* sql);
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> database_;
};

/// A command of SQL with its values.
class Statement {
 public:
  /// Values for the marks ?, in their order.
  Statement& bind(std::int64_t number);
  Statement& bind(View bytes);  ///< copied

  /// The next row; false where there is none.
  bool step();
  /// Of a command without rows; it can be bound anew afterwards.
  void run();

  std::int64_t number(int column) const;
  View bytes(int column) const;  ///< until the next step

 private:
  friend class Database;
  Statement(const Database& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

/// Between its beginning and its end others change nothing of what is read. Without commit() nothing of what
/// was written stays.
class Transaction {
 public:
  enum Purpose { Reading, Writing };
  Transaction(Database& database, Purpose purpose);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  void commit();

 private:
  Database& database_;
  bool is_open_ = true;
};

}  // namespace recognize
