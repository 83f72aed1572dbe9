// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "credential.hpp"
#include "database.hpp"
#include "key_ring.hpp"
#include "sealing.hpp"

namespace recognize {

/// A key of a gallery, as it stands in the file. Its lock, which the passphrase or key file opens, holds the
/// seed of a key pair; the ring is sealed to that pair's public half, so that an administrator can give new
/// rings to slots whose passphrases only others know.
struct KeySlot {
  std::int64_t id = 0;
  Bytes public_key;
  Bytes lock;   ///< seed of the pair and a public key of the administrator, sealed by the credential
  Bytes ring;   ///< the KeyRing, sealed to the pair
  Bytes about;  ///< role and label, sealed by the gallery's data key
};

/// What is said of a slot.
struct SlotLabel {
  Role role = Role::verify;
  std::string label;
};

/// An opened lock.
struct Unlocked {
  std::int64_t slot = 0;
  Secret seed;
  Bytes administrator;  ///< public key of who signs the slots, or did so when the lock was made
};

std::vector<KeySlot> read_slots(Database& database);
void write_slot(Database& database, const KeySlot& slot);  ///< also in place of one with its id
void remove_slot(Database& database, std::int64_t id);

/// A slot for a credential; it has its id and no ring yet.
KeySlot make_slot(std::int64_t id, View gallery, const Credential& credential, View salt, View administrator);

/// A credential in place of another one.
Bytes make_lock(const Unlocked& unlocked, View gallery, const Credential& credential, View salt);

/// Gives a slot what its role has of a ring.
void give_ring(KeySlot& slot, View gallery, const KeyRing& ring, const SlotLabel& label);

/// The slot that a credential opens; nothing where there is none.
std::optional<Unlocked> unlock(const std::vector<KeySlot>& slots, View gallery, const Credential& credential,
                               View salt);

/// Nothing where they are damaged.
std::optional<KeyRing> open_ring(const KeySlot& slot, const Unlocked& unlocked);
std::optional<SlotLabel> open_label(const KeySlot& slot, View gallery, const KeyRing& ring);

}  // namespace recognize
