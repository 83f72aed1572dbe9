// SPDX-License-Identifier: MIT
#include "common/console.hpp"
#include "common/failure.hpp"
#include "gallery_access.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

namespace {

void tell(const KeyOptions& options, const std::string& done, const std::string& sentence, json figures) {
  tell_of_change(done, [&] {
    say("{}\n", sentence);
    write_json(options, {}, std::move(figures));
  });
}

}  // namespace

int make_key(const KeyOptions& options) {
  const std::string file = options.new_key_file.string();
  FileRoles roles = check_files(options);
  roles.add_output(options.new_key_file, "the key");
  make_key_file(options.new_key_file);
  tell(options, file + " is made",
       file + ": a new key, for your eyes alone; keep it apart from the gallery, and a copy of it",
       {{"key_file", file}});
  return 0;
}

int list_keys(const KeyOptions& options) {
  check_files(options);
  Gallery gallery = open_gallery(options);
  gallery.vault().require(Role::admin, "key list");
  gallery.note("key list", {}, "");
  json keys = json::array();
  for (const SlotLabel& key : gallery.vault().labels()) {
    say("{}: {}\n", key.label, name_of(key.role));
    keys.push_back({{"label", key.label}, {"role", name_of(key.role)}});
  }
  write_json(options, {}, {{"keys", keys}});
  return 0;
}

int add_key(const KeyOptions& options) {
  const std::optional<Role> role = role_named(options.role);
  if (!role) throw Failure(fmt::format("there is no role '{}'; give verify, enroll or admin", options.role));
  check_name(options.label, "a key's name", 64);
  check_files(options, {&options.new_key_file, 1});
  Gallery gallery = open_gallery(options);
  gallery.vault().require(Role::admin, "key add");
  gallery.vault().add_key({*role, options.label}, new_credential(options.new_key_file));
  tell(options, fmt::format("the key '{}' is added", options.label),
       fmt::format("'{}' can {}", options.label,
                   *role == Role::verify   ? "identify and verify"
                   : *role == Role::enroll ? "enroll, remove and list too"
                                           : "do all"),
       {{"added", options.label}, {"role", name_of(*role)}});
  return 0;
}

int change_key(const KeyOptions& options) {
  check_files(options, {&options.new_key_file, 1});
  Gallery gallery = open_gallery(options);
  gallery.vault().change_key(new_credential(options.new_key_file));
  tell(options, "the key is changed",
       fmt::format(
           "The key is changed; copies of {} from before open with the old one, and who has both reads "
           "what is added until {}",
           options.gallery.string(),
           gallery.vault().ring().role == Role::admin ? "`recognize key rotate`"
                                                      : "an administrator removes this key"),
       {{"changed", gallery.vault().label()}});
  return 0;
}

int remove_key(const KeyOptions& options) {
  check_files(options);
  const double change = open_gallery(options).rotate(options.label);
  tell_of_change(fmt::format("the key '{}' is removed", options.label), [&] {
    say("'{}' opens {} no more; copies from before it still does\n", options.label, options.gallery.string());
    tell_of_transform(change);
    write_json(options, {}, {{"removed", options.label}, {"largest_distance_change", change}});
  });
  return 0;
}

int rotate_keys(const KeyOptions& options) {
  check_files(options);
  const double change = open_gallery(options).rotate();
  tell_of_change(fmt::format("{} is sealed anew", options.gallery.string()), [&] {
    say("{} is sealed anew by new keys; templates that were exported before fit nothing any more\n",
        options.gallery.string());
    tell_of_transform(change);
    write_json(options, {}, {{"largest_distance_change", change}});
  });
  return 0;
}

}  // namespace recognize
