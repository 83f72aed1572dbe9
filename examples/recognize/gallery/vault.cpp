// SPDX-License-Identifier: MIT
#include "vault.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cameo/io/path.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "log_keys.hpp"
#include "succession.hpp"

namespace recognize {

using examples::Failure;

namespace {

std::int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Bytes bytes_of(const Hash& hash) { return {hash.begin(), hash.end()}; }

[[noreturn]] void fail_to_make(const std::filesystem::path& path) {
  const int reason = errno;
  const auto sentence =
      fmt::format("{}: the gallery cannot be made: {}", path.string(), std::strerror(reason));
  if (reason == EEXIST) throw FileExists(sentence);
  throw Failure(sentence);
}

constexpr std::string_view temporary_mark = ".new-";
constexpr std::size_t temporary_digits = 16;

/// An empty file beside the gallery's path, for its owner alone, which is locked until the end: one without
/// a lock is left over. SQLite keeps its rights in all it makes.
struct Temporary {
  std::filesystem::path path;
  cameo::detail::Descriptor lock;
};

bool lock(const cameo::detail::Descriptor& file) { return ::flock(file.number(), LOCK_EX | LOCK_NB) == 0; }

Temporary make_temporary(const std::filesystem::path& path) {
  for (;;) {
    std::filesystem::path name = path;
    name += std::string(temporary_mark) + to_hex(random_bytes(temporary_digits / 2));
    cameo::detail::Descriptor file(::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) fail_to_make(path);
    if (!lock(file) && errno == EWOULDBLOCK) continue;  // who has taken it for left over removes it
    if (std::error_code missing; std::filesystem::exists(name, missing)) return {name, std::move(file)};
  }
}

/// The temporary file gets its name, unless there is a file of this name.
void publish(const std::filesystem::path& temporary, const std::filesystem::path& path) {
  if (::link(temporary.c_str(), path.c_str()) == 0)
    ::unlink(temporary.c_str());
  else if (errno == EEXIST ||  // some file systems have no links
           ::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0)
    fail_to_make(path);
}

}  // namespace

void Vault::create(const std::filesystem::path& path, const Credential& credential,
                   const std::function<void(const std::filesystem::path&)>& fill) {
  KeyRing ring{
      .role = Role::admin, .data = Secret::random(), .people = Secret::random(), .admin = Secret::random()};
  State state{.gallery = random_bytes(16),
              .salt = random_bytes(16),
              .people_key = signing_public_key(ring.people),
              .log_key = box_public_key(log_seed(ring)),
              .succession = {},
              .former_log_keys = {},
              .slots_seal = {},
              .people_seal = {},
              .log_head = {},
              .seal = {}};
  const Bytes administrator = signing_public_key(ring.admin);
  KeySlot slot = make_slot(1, state.gallery, credential, state.salt, administrator);
  give_ring(slot, state.gallery, ring, {Role::admin, "owner"});
  state.slots_seal = sign(ring.admin, slots_message(state, {slot}));
  state.people_seal = sign(ring.people, people_message(state, RunningHash().finish()));
  const Temporary temporary = make_temporary(path);
  try {
    {
      Database database(temporary.path);
      Transaction transaction(database, Transaction::Writing);
      create_tables(database);
      write_slot(database, slot);
      append_to_log(database, state,
                    {.time = seconds_since_1970(), .key = "owner (admin)", .command = "create"});
      state.seal = bytes_of(state_code(state, ring));
      write_state(database, state);
      transaction.commit();
    }
    fill(temporary.path);
    publish(temporary.path, path);
  } catch (const std::exception& failure) {
    ::unlink(temporary.path.c_str());
    const std::string_view sentence = failure.what(), name = temporary.path.native();
    if (!sentence.starts_with(name)) throw;
    throw Failure(fmt::format("{}: cannot be made{}", path.string(), sentence.substr(name.size())));
  }
}

void Vault::remove_left_over(const std::filesystem::path& path) {
  const std::string begin = path.filename().string() + std::string(temporary_mark);
  std::error_code ignored;
  std::filesystem::directory_iterator entry(path.has_parent_path() ? path.parent_path() : ".", ignored), end;
  for (; !ignored && entry != end; entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(begin) || name.size() != begin.size() + temporary_digits ||
        name.find_first_not_of("0123456789abcdef", begin.size()) != name.npos)
      continue;
    const cameo::detail::Descriptor file(::open(entry->path().c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
    if (!file || !lock(file)) continue;
    ::unlink(entry->path().c_str());
    ::unlink((entry->path().string() + "-journal").c_str());
  }
}

void Vault::check_link(const std::filesystem::path& path) {
  std::error_code no_link;
  const auto target = std::filesystem::read_symlink(path, no_link);
  if (!no_link && !std::filesystem::exists(path, no_link))
    throw Failure(
        fmt::format("{}: is a link to '{}', which is not there; put the gallery there or remove the link",
                    path.string(), target.string()));
}

void Vault::check_file(const std::filesystem::path& path) {
  check_link(path);
  std::error_code reason;
  const auto size = std::filesystem::file_size(path, reason);
  if (reason)
    throw Failure(fmt::format("{}: the gallery cannot be read: {}", path.string(), reason.message()));
  if (size == 0)
    throw Failure(fmt::format("{}: is empty; remove it where a new gallery is meant", path.string()));
}

Vault::Vault(const std::filesystem::path& path, const Credential& credential) : database_(path) {
  Transaction transaction(database_, Transaction::Reading);
  open(credential, path);
  const Witness witness(state_.gallery);
  witness.check(database_, state_, unlocked_.administrator);
  witness.remember(state_, unlocked_.administrator);
}

void Vault::open(const Credential& credential, const std::filesystem::path& path) {
  state_ = read_state(database_);
  const std::vector<KeySlot> slots = read_slots(database_);
  std::optional<Unlocked> unlocked = unlock(slots, state_.gallery, credential, state_.salt);
  if (!unlocked)
    throw WrongKey(fmt::format("{}: {} opens none of its keys: it is another one, or the gallery is damaged",
                               path.string(), credential.name()));
  unlocked_ = *std::move(unlocked);
  take_keys(slots);
  refresh();
}

void Vault::take_keys(const std::vector<KeySlot>& slots) {
  std::optional<Bytes> administrator = newest_key(state_.succession, state_.gallery, unlocked_.administrator);
  if (!administrator || !is_signed(*administrator, slots_message(state_, slots), state_.slots_seal))
    database_.fail("is damaged: its keys are not those that the administrator has signed");
  const auto slot =
      std::find_if(slots.begin(), slots.end(), [&](const KeySlot& one) { return one.id == unlocked_.slot; });
  if (slot == slots.end()) database_.fail("another program has removed this key meanwhile");
  std::optional<KeyRing> ring = open_ring(*slot, unlocked_);
  if (!ring) database_.fail("is damaged: this key cannot be read");
  ring_ = *std::move(ring);
  unlocked_.administrator = *std::move(administrator);
  label_ = label_of(*slot);
}

void Vault::refresh() {
  state_ = read_state(database_);
  const auto is_sealed = [&] { return is_equal(state_code(state_, ring_), state_.seal); };
  if (!is_sealed()) {
    take_keys(read_slots(database_));
    if (!is_sealed()) database_.fail("is damaged: its state is not the one that was sealed");
  }
  if (!seen_.seal.empty() && !continues_from(database_, state_, seen_.log_length, seen_.log_head))
    database_.fail("an older file, or one of another past, has taken its place while it was open");
  seen_ = state_;
}

SlotLabel Vault::label_of(const KeySlot& slot) const {
  std::optional<SlotLabel> label = open_label(slot, state_.gallery, ring_);
  if (!label) database_.fail("is damaged: the name of a key cannot be read");
  return *std::move(label);
}

void Vault::check_unused(const Credential& credential) {
  const std::vector<KeySlot> slots = read_slots(database_);
  const std::optional<Unlocked> known = unlock(slots, state_.gallery, credential, state_.salt);
  if (!known) return;
  const auto slot =
      std::find_if(slots.begin(), slots.end(), [&](const KeySlot& one) { return one.id == known->slot; });
  database_.fail(
      fmt::format("{} opens it already, as '{}'; give another", credential.name(), label_of(*slot).label));
}

void Vault::require(Role least, std::string_view command) {
  if (ring_.role >= least) return;
  write({.command = std::string(command), .detail = fmt::format("refused: {} is needed", name_of(least))});
  database_.fail(fmt::format("'{}' needs a key of the role {}, but '{}' has the role {}", command,
                             name_of(least), label_.label, name_of(ring_.role)));
}

void Vault::read(const std::function<void()>& read) {
  Transaction transaction(database_, Transaction::Reading);
  refresh();
  read();
}

void Vault::write(LogEntry entry, const std::function<void(LogEntry&)>& change) {
  entry.time = seconds_since_1970();
  entry.key = fmt::format("{} ({})", label_.label, name_of(label_.role));
  Transaction transaction(database_, Transaction::Writing);
  refresh();
  const Witness witness(state_.gallery);
  witness.check(database_, state_, unlocked_.administrator);
  change(entry);
  append_to_log(database_, state_, entry);
  state_.seal = bytes_of(state_code(state_, ring_));
  write_state(database_, state_);
  transaction.commit();
  seen_ = state_;
  witness.remember(state_, unlocked_.administrator);
}

void Vault::seal_people(std::int64_t count, View hash, std::int64_t next_person) {
  state_.next_person = next_person;
  state_.people_version = state_.log_length + 1;
  state_.people_count = count;
  state_.people_seal = sign(ring_.people, people_message(state_, hash));
}

void Vault::check_people(std::int64_t count, View hash) const {
  if (count != state_.people_count)
    database_.fail(
        fmt::format("is damaged: {} people are in it, but {} were sealed", count, state_.people_count));
  if (!is_signed(state_.people_key, people_message(state_, hash), state_.people_seal))
    database_.fail("is damaged: its people are not those that were sealed");
}

void Vault::seal_slots() {
  state_.slots_seal = sign(ring_.admin, slots_message(state_, read_slots(database_)));
}

void Vault::replace_keys() {
  KeyRing fresh{
      .role = Role::admin, .data = Secret::random(), .people = Secret::random(), .admin = Secret::random()};
  for (KeySlot& slot : read_slots(database_)) {
    give_ring(slot, state_.gallery, fresh, label_of(slot));
    write_slot(database_, slot);
  }
  replace_log_key(state_, ring_, fresh);
  unlocked_.administrator = signing_public_key(fresh.admin);
  add_successor(state_.succession, state_.gallery, ring_.admin, unlocked_.administrator);
  ring_ = std::move(fresh);
  state_.people_key = signing_public_key(ring_.people);
  seal_slots();
}

std::vector<LogEntry> Vault::log() {
  std::vector<LogEntry> entries;
  read([&] { entries = read_log(database_, state_, ring_); });
  return entries;
}

std::vector<SlotLabel> Vault::labels() {
  std::vector<SlotLabel> labels;
  read([&] {
    for (const KeySlot& slot : read_slots(database_)) labels.push_back(label_of(slot));
  });
  return labels;
}

void Vault::add_key(const SlotLabel& label, const Credential& credential) {
  write({.command = "key add", .detail = fmt::format("{} ({})", label.label, name_of(label.role))},
        [&](LogEntry&) {
          std::int64_t id = 1;
          for (const KeySlot& slot : read_slots(database_)) {
            id = slot.id + 1;
            if (label_of(slot).label == label.label)
              database_.fail(fmt::format("has a key '{}' already", label.label));
          }
          check_unused(credential);
          KeySlot slot = make_slot(id, state_.gallery, credential, state_.salt, unlocked_.administrator);
          give_ring(slot, state_.gallery, ring_, label);
          write_slot(database_, slot);
          seal_slots();
        });
}

void Vault::remove_key(std::string_view label) {
  const std::vector<KeySlot> slots = read_slots(database_);
  const auto slot = std::find_if(slots.begin(), slots.end(),
                                 [&](const KeySlot& one) { return label_of(one).label == label; });
  if (slot == slots.end())
    database_.fail(fmt::format("has no key '{}'; `recognize key list` tells which", label));
  if (slot->id == unlocked_.slot)
    database_.fail(
        fmt::format("'{}' is the key that is used now; remove it with another administrator's", label));
  remove_slot(database_, slot->id);
}

void Vault::change_key(const Credential& credential) {
  write({.command = "key change", .detail = label_.label}, [&](LogEntry&) {
    check_unused(credential);
    std::vector<KeySlot> slots = read_slots(database_);
    const auto slot = std::find_if(slots.begin(), slots.end(),
                                   [&](const KeySlot& one) { return one.id == unlocked_.slot; });
    if (slot == slots.end()) database_.fail("is damaged: this key is missing");
    if (ring_.role < Role::admin) {  // who does not sign the slots keeps the pair that is signed
      slot->lock = make_lock(unlocked_, state_.gallery, credential, state_.salt);
      write_slot(database_, *slot);
      return;
    }
    *slot = make_slot(slot->id, state_.gallery, credential, state_.salt, unlocked_.administrator);
    give_ring(*slot, state_.gallery, ring_, label_);
    write_slot(database_, *slot);
    seal_slots();
    unlocked_ = unlock({*slot}, state_.gallery, credential, state_.salt).value();
  });
}

}  // namespace recognize
