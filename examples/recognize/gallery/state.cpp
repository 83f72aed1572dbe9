// SPDX-License-Identifier: MIT
#include "state.hpp"

#include <fmt/format.h>

namespace recognize {

namespace {

constexpr std::int64_t application = 0x63'61'46'01;  // of our making
constexpr std::int64_t version = 3;

std::int64_t pragma(Database& database, std::string_view sql) {
  Statement statement = database.prepare(sql);
  return statement.step() ? statement.number(0) : 0;
}

}  // namespace

void create_tables(Database& database) {
  database.execute(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application, version).c_str());
  database.execute(
      "CREATE TABLE state(id INTEGER PRIMARY KEY, gallery BLOB, salt BLOB, people_key BLOB, log_key BLOB,"
      " succession BLOB, former_log_keys BLOB, slots_seal BLOB, next_person INTEGER, people_version INTEGER,"
      " people_count INTEGER, people_seal BLOB, log_length INTEGER, log_head BLOB, seal BLOB);"
      "CREATE TABLE slot(id INTEGER PRIMARY KEY, public_key BLOB, lock BLOB, ring BLOB, about BLOB);"
      "CREATE TABLE person(id INTEGER PRIMARY KEY, sealed BLOB);"
      "CREATE TABLE log(number INTEGER PRIMARY KEY, sealed BLOB)");
}

State read_state(Database& database) {
  if (pragma(database, "PRAGMA application_id") != application)
    database.fail("is no gallery of recognize, or a damaged one");
  if (const std::int64_t found = pragma(database, "PRAGMA user_version"); found != version)
    database.fail(
        fmt::format("is a gallery of format {}, or a damaged one, but this program's are of format {}; enrol "
                    "its people anew",
                    found, version));
  Statement others = database.prepare(
      "SELECT name FROM sqlite_master WHERE type <> 'table' OR name NOT IN ('state', 'slot', 'person', "
      "'log')");
  if (others.step())  // such as a trigger, which would act on what this program writes
    database.fail("is damaged: there is something in it that this program has not made");
  Statement select = database.prepare(
      "SELECT gallery, salt, people_key, log_key, succession, former_log_keys, slots_seal, next_person,"
      " people_version, people_count, people_seal, log_length, log_head, seal FROM state WHERE id = 1");
  if (!select.step()) database.fail("is damaged: its seals are missing");
  const auto bytes = [&](int column) {
    const View view = select.bytes(column);
    return Bytes(view.begin(), view.end());
  };
  State state{.gallery = bytes(0),
              .salt = bytes(1),
              .people_key = bytes(2),
              .log_key = bytes(3),
              .succession = bytes(4),
              .former_log_keys = bytes(5),
              .slots_seal = bytes(6),
              .next_person = select.number(7),
              .people_version = select.number(8),
              .people_count = select.number(9),
              .people_seal = bytes(10),
              .log_length = select.number(11),
              .log_head = bytes(12),
              .seal = bytes(13)};
  if (state.gallery.size() != 16 || state.salt.size() != 16 || state.log_key.size() != 32)
    database.fail("is damaged: its seals have another size");
  return state;
}

void write_state(Database& database, const State& state) {
  database
      .prepare(
          "INSERT OR REPLACE INTO state(id, gallery, salt, people_key, log_key, succession, former_log_keys,"
          " slots_seal, next_person, people_version, people_count, people_seal, log_length, log_head, seal)"
          " VALUES(1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(state.gallery)
      .bind(state.salt)
      .bind(state.people_key)
      .bind(state.log_key)
      .bind(state.succession)
      .bind(state.former_log_keys)
      .bind(state.slots_seal)
      .bind(state.next_person)
      .bind(state.people_version)
      .bind(state.people_count)
      .bind(state.people_seal)
      .bind(state.log_length)
      .bind(state.log_head)
      .bind(state.seal)
      .run();
}

Hash state_code(const State& state, const KeyRing& ring) {
  Fields fields;
  fields.add(state.gallery).add(state.salt).add(state.people_key).add(state.log_key);
  fields.add(state.succession).add(state.former_log_keys).add(state.slots_seal);
  fields.add(state.next_person).add(state.people_version).add(state.people_count).add(state.people_seal);
  fields.add(state.log_length).add(state.log_head);
  return authentication_code(derive_key(ring.data, "the state"), fields);
}

Fields slots_message(const State& state, const std::vector<KeySlot>& slots) {
  Fields fields;
  fields.add("slots").add(state.gallery).add(state.salt).add(state.people_key).add(state.log_key);
  fields.add(state.succession).add(state.former_log_keys);
  for (const KeySlot& slot : slots) fields.add(slot.id).add(slot.public_key).add(slot.ring).add(slot.about);
  return fields;
}

Fields people_message(const State& state, View hash_of_people) {
  Fields fields;
  fields.add("people")
      .add(state.gallery)
      .add(state.next_person)
      .add(state.people_version)
      .add(state.people_count);
  fields.add(hash_of_people);
  return fields;
}

}  // namespace recognize
