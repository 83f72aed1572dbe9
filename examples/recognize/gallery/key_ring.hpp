// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "secret.hpp"

namespace recognize {

/// What somebody may do who has a key; each may do what those before may. It is more than a promise of this
/// program: a ring holds only the keys that its role needs.
enum class Role : std::uint8_t {
  verify = 1,  ///< identify and verify: reads people, adds to the log
  enroll = 2,  ///< enroll, remove and list: signs the people
  admin = 3    ///< keys, log and export: signs the slots, reads the log
};

std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);
std::optional<Role> role_numbered(std::uint8_t number);

/// The keys of a gallery that a role has. Those that it lacks are zeros.
struct KeyRing {
  Role role = Role::verify;
  Secret data;    ///< what people are sealed with is derived from it
  Secret people;  ///< seed of the signature of all people
  Secret admin;   ///< seed of the signature of the slots, and of what reads the log

  /// What a slot of this role gets.
  KeyRing for_role(Role wanted) const;
  KeyRing copy() const { return for_role(role); }

  static constexpr std::size_t packed_size = 1 + 3 * Secret::key_size;
  Secret pack() const;
  static std::optional<KeyRing> unpack(View packed);
};

}  // namespace recognize
