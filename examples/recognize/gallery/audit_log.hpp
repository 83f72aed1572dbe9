// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "state.hpp"

namespace recognize {

/// Who asked what. People are numbers, so that the log does not remember the names of those who were removed.
struct LogEntry {
  std::int64_t time = 0;  ///< seconds since 1970
  std::string key{};      ///< label and role of the slot that was used
  std::string command{};
  std::vector<std::int64_t> people{};
  std::string detail{};
};

// Each entry is sealed to the administrator; each link of the chain is the hash of the one before and of the
// sealed entry, and the state's seal holds the last one.

/// Adds an entry at the end.
void append_to_log(Database& database, State& state, const LogEntry& entry);

/// All entries, the first one first. A Failure where the chain does not hold.
std::vector<LogEntry> read_log(Database& database, const State& state, const KeyRing& ring);

/// Whether the log goes on from a link that was its `length`-th to its head.
bool continues_from(Database& database, const State& state, std::int64_t length, View link);

}  // namespace recognize
