// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "audit_log.hpp"
#include "common/failure.hpp"
#include "credential.hpp"
#include "database.hpp"
#include "key_ring.hpp"
#include "key_slots.hpp"
#include "state.hpp"
#include "witness.hpp"

namespace recognize {

/// A credential that opens no slot.
struct WrongKey : examples::Failure {
  using Failure::Failure;
};

/// A gallery that was to be made, where a file is.
struct FileExists : examples::Failure {
  using Failure::Failure;
};

/// An open gallery file: its keys, its seals and its log. After a Failure of a change it is to be opened
/// anew.
class Vault {
 public:
  /// Makes the file, for its owner's eyes alone, with one slot 'owner' of an administrator. FileExists where
  /// there is a file already. `fill` gets it under another name before; if that fails, nothing is made.
  static void create(
      const std::filesystem::path& path, const Credential& credential,
      const std::function<void(const std::filesystem::path&)>& fill = [](const auto&) {});

  /// Removes what a program that was killed while it made this gallery has left beside it.
  static void remove_left_over(const std::filesystem::path& path);

  /// A Failure where the path is a link that leads nowhere.
  static void check_link(const std::filesystem::path& path);

  /// A Failure where there is no file, or an empty one; ask before a passphrase is asked for.
  static void check_file(const std::filesystem::path& path);

  /// A Failure where the file is missing, damaged, or older than when this user used it last.
  Vault(const std::filesystem::path& path, const Credential& credential);

  Database& database() { return database_; }
  const Database& database() const { return database_; }
  const State& state() const { return state_; }
  const KeyRing& ring() const { return ring_; }
  const std::string& label() const { return label_.label; }  ///< of the slot that was opened

  /// A Failure where the role may not use the command, which the log then tells.
  void require(Role least, std::string_view command);

  /// `read` with the newest state of the file, of which nothing changes meanwhile.
  void read(const std::function<void()>& read);

  /// `change` and an entry of the log about it, both or none; changes of other programs wait. It may complete
  /// the entry.
  void write(
      LogEntry entry, const std::function<void(LogEntry&)>& change = [](LogEntry&) {});

  // Only within `change`:
  void seal_people(std::int64_t count, View hash, std::int64_t next_person);
  void seal_slots();
  /// New keys for all; every slot gets what its role has of them. The people are to be sealed anew.
  void replace_keys();

  /// A Failure where people are not those that were signed.
  void check_people(std::int64_t count, View hash) const;

  std::vector<LogEntry> log();  ///< of an administrator

  // The slots, of an administrator, but for change_key. Labels are unique, and credentials too: one that
  // opens two slots would get the role of either.
  std::vector<SlotLabel> labels();
  void add_key(const SlotLabel& label, const Credential& credential);
  /// Only within `change`, and followed by replace_keys().
  void remove_key(std::string_view label);
  /// Another credential for the slot that was opened. An administrator's gets another pair of keys too: by
  /// the old credential and an older copy of the file one then knows nothing that replace_keys() does not
  /// change.
  void change_key(const Credential& credential);

 private:
  void open(const Credential& credential, const std::filesystem::path& path);
  void refresh();  ///< reads the state and checks it, by new keys where another program has replaced them
  void take_keys(const std::vector<KeySlot>& slots);  ///< those that the opened slot has
  SlotLabel label_of(const KeySlot& slot) const;
  void check_unused(const Credential& credential);

  Database database_;
  State state_;
  State seen_;  ///< as it was in the file at last
  KeyRing ring_;
  Unlocked unlocked_;
  SlotLabel label_;
};

}  // namespace recognize
