// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "state.hpp"

namespace recognize {

/// The seed of the pair that entries of the log are sealed to. An administrator's ring has the newest one.
Secret log_seed(const KeyRing& ring);

/// The entries from now on are sealed to another administrator's ring. It reads those before too: the old
/// seed is sealed to the new one.
void replace_log_key(State& state, const KeyRing& before, const KeyRing& after);

struct LogKey {
  std::int64_t last_entry;  ///< that it reads; those of the key before are not for it
  Secret seed;
};

/// All keys of the log, the newest first: as many as are not damaged.
std::vector<LogKey> log_keys(const State& state, const KeyRing& ring);

}  // namespace recognize
