// SPDX-License-Identifier: MIT
#include "recognize/gallery/audit_log.hpp"

#include "catch.hpp"
#include "gallery_folder.hpp"

using namespace recognize;
using cameo_test::contains;

namespace audit_log_test {

std::string text_of(const std::vector<LogEntry>& entries) {
  std::string text;
  for (const LogEntry& entry : entries) {
    text += entry.key + ": " + entry.command;
    for (const std::int64_t person : entry.people) text += ' ' + std::to_string(person);
    text += entry.detail.empty() ? "\n" : " (" + entry.detail + ")\n";
  }
  return text;
}

TEST_CASE("The log tells who asked what, to the administrator alone") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery gallery = folder.open();
    enroll_people(gallery, 0, 2);
    make_key_file(folder / "door.key");
    gallery.vault().add_key({Role::verify, "door"}, Credential::from_key_file(folder / "door.key"));
  }
  Gallery door(folder.gallery(), Credential::from_key_file(folder / "door.key"));
  door.note("verify", {door.person("person 1").id}, "");
  door.note("identify", {}, "pictures: 3");
  folder.open().remove("person 0");
  const std::vector<LogEntry> entries = folder.open().vault().log();
  CHECK(text_of(entries) ==
        "owner (admin): create\n"
        "owner (admin): enroll 1 2 (pictures: 2)\n"
        "owner (admin): key add (door (verify))\n"
        "door (verify): verify 2\n"
        "door (verify): identify (pictures: 3)\n"
        "owner (admin): remove 1\n");
  for (const LogEntry& entry : entries) CHECK(entry.time > 1'700'000'000);
  CHECK_THAT(failure_of([&] { (void)door.vault().log(); }), contains("entry 1 of the log is damaged"));
}

TEST_CASE("An entry that is missing, changed, moved or put in breaks the chain") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery gallery = folder.open();
    for (int i = 0; i < 5; ++i) gallery.note("identify", {}, std::to_string(i));
  }
  const std::string file = content_of(folder.gallery());
  struct Case {
    const char *change, *sentence;
  };
  const char* const copied = "all 6 entries are there, but not as they were written";
  for (const auto& [change, sentence] : std::vector<Case>{
           {"DELETE FROM log WHERE number = 3", "entry 3 is missing; 5 of its 6 entries are there"},
           {"DELETE FROM log WHERE number = 6", "entry 6 is missing; 5 of its 6"},
           {"DELETE FROM log WHERE number = 1", "entry 1 is missing; 5 of its 6"},
           {"DELETE FROM log", "entry 1 is missing; 0 of its 6"},
           {"UPDATE log SET sealed = (SELECT sealed FROM log WHERE number = 2) WHERE number = 4", copied},
           {"UPDATE log SET sealed = zeroblob(90) WHERE number = 2", "entry 2 of the log is damaged"},
           {"UPDATE log SET sealed = x'00' WHERE number = 2", "entry 2 of the log is damaged"},
           {"INSERT INTO log SELECT 7, sealed FROM log WHERE number = 6", "entry 7 was added"},
           {"INSERT INTO log VALUES(-5, x'00')", "entry -5 was added"},
           {"INSERT INTO log VALUES(100, x'00')", "entry 100 was added"},
           {"UPDATE log SET number = -number", "entry 1 is missing; 0 of its 6"}}) {
    CAPTURE(change);
    replace_content(folder.gallery(), file);
    folder.forget_what_was_seen();
    Gallery gallery = folder.open();
    gallery.vault().database().execute(change);
    CHECK_THAT(failure_of([&] { (void)gallery.vault().log(); }), contains(sentence));
  }
  replace_content(folder.gallery(), file);
  folder.forget_what_was_seen();
  Gallery gallery = folder.open();
  gallery.vault().database().execute("INSERT INTO log SELECT 7, sealed FROM log WHERE number = 6");
  CHECK_THAT(failure_of([&] { gallery.note("identify", {}, ""); }), contains("entry 7 was added"));
}

}  // namespace audit_log_test
