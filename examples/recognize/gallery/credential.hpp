// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "secret.hpp"

namespace recognize {

/// What opens a slot of a gallery: a passphrase, or a key file.
class Credential {
 public:
  static Credential from_passphrase(Secret text);

  /// A Failure where it is no key file, or others than its owner can read it.
  static Credential from_key_file(const std::filesystem::path& path);

  /// The key that locks a slot. A passphrase takes 64 MB and a part of a second (Argon2id), here as for
  /// whoever guesses. A Failure where there is no such memory.
  Secret locking_key(View salt) const;

  /// A Failure for a passphrase that is too short to withstand guessing; ask of new ones.
  void check_strength() const;

  /// "the passphrase", "the key file PATH"
  const std::string& name() const { return name_; }

 private:
  Credential(Secret secret, bool is_passphrase, std::string name)
      : secret_(std::move(secret)), is_passphrase_(is_passphrase), name_(std::move(name)) {}

  Secret secret_;
  bool is_passphrase_;
  std::string name_;
};

/// Writes a key that nobody can guess into a new file, for its owner's eyes alone. A Failure where there is a
/// file already.
void make_key_file(const std::filesystem::path& path);

}  // namespace recognize
