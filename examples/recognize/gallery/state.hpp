// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "key_slots.hpp"

namespace recognize {

/// The one row of a gallery file that holds its seals: what makes a row that was deleted, added or put back
/// from an older file show.
struct State {
  Bytes gallery;          ///< the gallery's number, random
  Bytes salt;             ///< of its passphrases
  Bytes people_key;       ///< public keys: of who signs the people,
  Bytes log_key;          ///< and of who reads the log
  Bytes succession;       ///< of the administrator's keys
  Bytes former_log_keys;  ///< each sealed to the one behind it
  Bytes slots_seal;       ///< the newest administrator's signature of the above and of all slots

  std::int64_t next_person = 1;     ///< numbers of people are not used again
  std::int64_t people_version = 0;  ///< number of the log's entry that changed them last
  std::int64_t people_count = 0;
  Bytes people_seal;  ///< signature of the three numbers above and of all people's rows

  std::int64_t log_length = 0;
  Bytes log_head;  ///< the last link of the log's chain

  Bytes seal;  ///< authentication code of all of the above, by a key that every role has
};

void create_tables(Database& database);

/// A Failure where the file is no gallery.
State read_state(Database& database);
void write_state(Database& database, const State& state);

Hash state_code(const State& state, const KeyRing& ring);
Fields slots_message(const State& state, const std::vector<KeySlot>& slots);
Fields people_message(const State& state, View hash_of_people);

}  // namespace recognize
