// SPDX-License-Identifier: MIT
#include "common/console.hpp"
#include "common/failure.hpp"
#include "gallery_access.hpp"
#include "results.hpp"

namespace recognize {

using namespace examples;

int make_key(const Path& file) {
  make_key_file(file);
  say("{}: a new key, for your eyes alone; keep it apart from the gallery, and a copy of it\n",
      file.string());
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
  Gallery gallery = open_gallery(options);
  gallery.vault().require(Role::admin, "key add");
  gallery.vault().add_key({*role, options.label}, new_credential(options.new_key_file));
  say("'{}' can {}\n", options.label,
      *role == Role::verify   ? "identify and verify"
      : *role == Role::enroll ? "enroll, remove and list too"
                              : "do all");
  return 0;
}

int change_key(const KeyOptions& options) {
  Gallery gallery = open_gallery(options);
  gallery.vault().change_key(new_credential(options.new_key_file));
  say("The key is changed; copies of {} from before open with the old one\n", options.gallery.string());
  return 0;
}

int remove_key(const KeyOptions& options) {
  const double change = open_gallery(options).rotate(options.label);
  say("'{}' opens {} no more; copies from before it still does\n", options.label, options.gallery.string());
  tell_of_transform(change);
  return 0;
}

int rotate_keys(const KeyOptions& options) {
  const double change = open_gallery(options).rotate();
  say("{} is sealed anew by new keys; templates that were exported before fit nothing any more\n",
      options.gallery.string());
  tell_of_transform(change);
  return 0;
}

}  // namespace recognize
