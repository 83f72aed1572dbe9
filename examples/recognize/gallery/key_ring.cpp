// SPDX-License-Identifier: MIT
#include "key_ring.hpp"

#include <algorithm>
#include <array>

namespace recognize {

namespace {
constexpr std::array<std::string_view, 3> role_names{"verify", "enroll", "admin"};
}

std::string_view name_of(Role role) { return role_names[static_cast<std::size_t>(role) - 1]; }

std::optional<Role> role_named(std::string_view name) {
  const auto found = std::find(role_names.begin(), role_names.end(), name);
  if (found == role_names.end()) return std::nullopt;
  return static_cast<Role>(found - role_names.begin() + 1);
}

std::optional<Role> role_numbered(std::uint8_t number) {
  if (number < 1 || number > role_names.size()) return std::nullopt;
  return static_cast<Role>(number);
}

KeyRing KeyRing::for_role(Role wanted) const {
  KeyRing ring{.role = wanted, .data = Secret::copy_of(data), .people = Secret(), .admin = Secret()};
  if (wanted >= Role::enroll) ring.people = Secret::copy_of(people);
  if (wanted >= Role::admin) ring.admin = Secret::copy_of(admin);
  return ring;
}

Secret KeyRing::pack() const {
  Secret packed(packed_size);
  packed.data()[0] = static_cast<std::uint8_t>(role);
  std::uint8_t* end = packed.data() + 1;
  for (const Secret* key : {&data, &people, &admin}) end = std::copy_n(key->data(), key->size(), end);
  return packed;
}

std::optional<KeyRing> KeyRing::unpack(View packed) {
  if (packed.size() != packed_size) return std::nullopt;
  const std::optional<Role> role = role_numbered(packed[0]);
  if (!role) return std::nullopt;
  const auto key = [&](std::size_t index) {
    return Secret::copy_of(packed.subspan(1 + index * Secret::key_size, Secret::key_size));
  };
  return KeyRing{.role = *role, .data = key(0), .people = key(1), .admin = key(2)};
}

}  // namespace recognize
