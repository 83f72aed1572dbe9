// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "sealing.hpp"

namespace recognize {

// An administrator's signature is replaced with all other keys, so that who had an older one can forge
// nothing any more. Others know the key that was the newest when they were told: each is signed by the one
// before, and one follows from there.

/// Adds a key that the one before, of this seed, vouches for.
void add_successor(Bytes& succession, View gallery, View seed, View next_key);

/// The newest key, from one that is known; nothing where it does not lead there.
std::optional<Bytes> newest_key(View succession, View gallery, View known);

}  // namespace recognize
