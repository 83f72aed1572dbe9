// SPDX-License-Identifier: MIT
#include "audit_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "log_keys.hpp"

namespace recognize {

using json = nlohmann::ordered_json;

namespace {

Hash next_link(View link, std::int64_t number, View sealed) {
  Fields fields;
  fields.add(link).add(number).add(sealed);
  return hash_of(fields);
}

LogEntry entry_from(const json& content) {
  return {.time = content.at("time").get<std::int64_t>(),
          .key = content.at("key").get<std::string>(),
          .command = content.at("command").get<std::string>(),
          .people = content.at("people").get<std::vector<std::int64_t>>(),
          .detail = content.at("detail").get<std::string>()};
}

/// The number of the first entry that is missing, or one past the last; `use` gets each before.
template <class Use>
std::int64_t follow(Database& database, const State& state, std::int64_t first, const Use& use) {
  Statement select =
      database.prepare("SELECT number, sealed FROM log WHERE number BETWEEN ? AND ? ORDER BY number");
  select.bind(first).bind(state.log_length);
  std::int64_t number = first;
  for (; select.step() && select.number(0) == number; ++number) use(number, select.bytes(1));
  return number;
}

[[noreturn]] void fail_of_log(Database& database, std::string_view change) {
  database.fail(fmt::format("the log was changed: {}, so that none of them is certain any more", change));
}

/// A Failure where there are entries that no program has numbered.
void check_for_added(Database& database, const State& state) {
  Statement select = database.prepare(  // by the index: each entry that is written asks
      "SELECT number FROM log WHERE number < 1 UNION ALL SELECT number FROM log WHERE number > ? LIMIT 1");
  select.bind(state.log_length);
  if (select.step()) fail_of_log(database, fmt::format("entry {} was added", select.number(0)));
}

/// "the log was changed: entry 3 is missing; 6 of its 7 entries are there, so that ..."
[[noreturn]] void fail_of_changed_log(Database& database, const State& state, std::int64_t end) {
  Statement count = database.prepare("SELECT COUNT(*) FROM log WHERE number BETWEEN 1 AND ?");
  (void)count.bind(state.log_length).step();
  const std::int64_t found = count.number(0);
  std::string where = fmt::format("all {} entries are there, but not as they were written", found);
  if (end <= state.log_length)
    where = fmt::format("entry {} is missing; {} of its {} entries are there", end, found, state.log_length);
  fail_of_log(database, where);
}

}  // namespace

void append_to_log(Database& database, State& state, const LogEntry& entry) {
  check_for_added(database, state);
  const json content{{"time", entry.time},
                     {"key", entry.key},
                     {"command", entry.command},
                     {"people", entry.people},
                     {"detail", entry.detail}};
  const std::string text = content.dump(-1, ' ', false, json::error_handler_t::replace);
  const Bytes sealed = seal_to(state.log_key, view_of(text));
  const Hash link = next_link(state.log_head, ++state.log_length, sealed);
  state.log_head.assign(link.begin(), link.end());
  database.prepare("INSERT INTO log(number, sealed) VALUES(?, ?)").bind(state.log_length).bind(sealed).run();
}

std::vector<LogEntry> read_log(Database& database, const State& state, const KeyRing& ring) {
  std::vector<LogKey> keys = log_keys(state, ring);
  std::vector<LogEntry> entries;
  Bytes link;
  const std::int64_t end = follow(database, state, 1, [&](std::int64_t number, View sealed) {
    Bytes text(sealed.size() - std::min(sealed.size(), box_size));
    while (keys.size() > 1 && keys.back().last_entry < number) keys.pop_back();
    if (!unseal_with(keys.back().seed, sealed, text))
      database.fail(fmt::format("entry {} of the log is damaged", number));
    try {
      entries.push_back(entry_from(json::parse(text)));
    } catch (const json::exception&) {
      database.fail(fmt::format("entry {} of the log is none of this program", number));
    }
    const Hash next = next_link(link, number, sealed);
    link.assign(next.begin(), next.end());
  });
  if (end != state.log_length + 1 || !is_equal(link, state.log_head))
    fail_of_changed_log(database, state, end);
  check_for_added(database, state);
  return entries;
}

bool continues_from(Database& database, const State& state, std::int64_t length, View link) {
  Bytes head(link.begin(), link.end());
  const std::int64_t end = follow(database, state, length + 1, [&](std::int64_t number, View sealed) {
    const Hash next = next_link(head, number, sealed);
    head.assign(next.begin(), next.end());
  });
  return end == state.log_length + 1 && is_equal(head, state.log_head);
}

}  // namespace recognize
