// SPDX-License-Identifier: MIT
#include <fmt/chrono.h>

#include "common/console.hpp"
#include "gallery_access.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

int show_log(const GalleryOptions& options) {
  check_files(options);
  Gallery gallery = open_gallery(options);
  gallery.vault().require(Role::admin, "log");
  gallery.note("log", {}, "");
  std::unordered_map<std::int64_t, std::string> names;
  for (const Person& person : gallery.people()) names.emplace(person.id, person.name);
  json list = json::array();
  for (const LogEntry& entry : gallery.vault().log()) {
    std::vector<std::string> people;
    for (const std::int64_t id : entry.people) {
      const auto found = names.find(id);
      people.push_back(found != names.end() ? found->second : fmt::format("removed person {}", id));
    }
    const std::string time =
        fmt::format("{:%Y-%m-%d %H:%M:%S}Z", fmt::gmtime(static_cast<std::time_t>(entry.time)));
    say("{}  {}  {}  {}{}{}\n", time, entry.key, entry.command, fmt::format("{}", fmt::join(people, ", ")),
        people.empty() || entry.detail.empty() ? "" : "; ", entry.detail);
    list.push_back({{"time", time},
                    {"key", entry.key},
                    {"command", entry.command},
                    {"people", people},
                    {"detail", entry.detail}});
  }
  say("The chain of {} holds\n", list.size() == 1 ? "1 entry" : fmt::format("all {} entries", list.size()));
  write_json(options, {}, {{"entries", list}});
  return 0;
}

}  // namespace recognize
