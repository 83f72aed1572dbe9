// SPDX-License-Identifier: MIT
// Galleries that were damaged, or put together from older ones.
#include <cstdio>
#include <vector>

#include "catch.hpp"
#include "gallery_folder.hpp"

using namespace recognize;
using cameo_test::contains;

namespace damage_test {

/// All that can be read of a gallery, or the sentence of its Failure.
std::string answer_of(const GalleryFolder& folder) {
  std::string answer;
  const std::string failure = failure_of([&] {
    Gallery gallery = folder.open();
    answer = people_in(gallery);
    for (const LogEntry& entry : gallery.vault().log()) answer += entry.command + entry.detail;
    for (const SlotLabel& label : gallery.vault().labels()) answer += label.label;
  });
  return failure.empty() ? answer : failure;
}

bool is_sentence(const std::string& answer, const GalleryFolder& folder) {
  return answer.starts_with(folder.gallery().string() + ": ") && answer.find('\n') == std::string::npos;
}

TEST_CASE("A byte that was changed is noticed, or changes no answer") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery gallery = folder.open();
    enroll_people(gallery, 0, 4);
    gallery.remove("person 2");
  }
  const std::string file = content_of(folder.gallery()), right = answer_of(folder);
  REQUIRE_THAT(right, contains("person 3"));
  const std::size_t step = cameo_test::quick ? 101 : 29;  // every 29th byte, each in another way
  std::size_t tried = 0, noticed = 0;
  for (std::size_t i = 0; i < file.size(); i += step, ++tried) {
    std::string changed = file;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    replace_content(folder.gallery(), changed);
    const std::string answer = answer_of(folder);
    if (answer == right) continue;
    ++noticed;
    CAPTURE(i, answer);
    REQUIRE(is_sentence(answer, folder));
  }
  CHECK(noticed > tried / 10);  // much of the file is empty
  std::printf("%zu bytes of %zu changed, one after another: %zu noticed, the others changed nothing\n", tried,
              file.size(), noticed);
}

TEST_CASE("A gallery that was cut says so") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery gallery = folder.open();
    enroll_people(gallery, 0, 20);
  }
  const std::string file = content_of(folder.gallery());
  for (std::size_t size = 1; size < file.size(); size += size < 200 ? 50 : 997) {
    replace_content(folder.gallery(), file.substr(0, size));
    const std::string answer = answer_of(folder);
    CAPTURE(size, answer);
    CHECK(is_sentence(answer, folder));
  }
}

TEST_CASE("Rows that were deleted, copied, exchanged or put back show") {
  const GalleryFolder folder;
  folder.make();
  Gallery gallery = folder.open();
  enroll_people(gallery, 0, 3);
  gallery.vault().database().execute("CREATE TEMP TABLE before AS SELECT * FROM person");
  enroll_people(gallery, 0, 1, 2);
  const std::string file = content_of(folder.gallery());
  for (const char* change :
       {"DELETE FROM person WHERE id = 3",
        "DELETE FROM person",
        "INSERT INTO person SELECT 4, sealed FROM person WHERE id = 1",
        "UPDATE person SET sealed = (SELECT sealed FROM before WHERE before.id = person.id)",
        "UPDATE person SET sealed = (SELECT sealed FROM person AS other WHERE other.id = 4 - person.id)",
        "UPDATE person SET id = 9 WHERE id = 3",
        "UPDATE person SET sealed = x'00' WHERE id = 1",
        "UPDATE person SET sealed = NULL WHERE id = 1",
        "UPDATE state SET people_count = 2",
        "UPDATE state SET log_length = log_length - 1",
        "UPDATE state SET people_version = 1",
        "UPDATE state SET next_person = 1",
        "UPDATE state SET people_seal = NULL",
        "UPDATE state SET people_key = randomblob(32)",
        "UPDATE state SET log_key = randomblob(32)",
        "UPDATE state SET salt = randomblob(16)",
        "UPDATE state SET succession = randomblob(96)",
        "UPDATE state SET former_log_keys = randomblob(88)",
        "UPDATE state SET gallery = randomblob(16)",
        "UPDATE state SET seal = NULL",
        "DELETE FROM state",
        "DELETE FROM slot",
        "UPDATE slot SET ring = randomblob(145)",
        "UPDATE slot SET about = NULL",
        "UPDATE slot SET lock = randomblob(104)",
        "UPDATE slot SET lock = NULL",
        "UPDATE slot SET public_key = NULL",
        "INSERT INTO slot SELECT 2, public_key, lock, ring, about FROM slot",
        "DROP TABLE person",
        "DROP TABLE slot",
        "PRAGMA user_version = 1",
        "PRAGMA application_id = 1"}) {
    replace_content(folder.gallery(), file);
    gallery.vault().database().execute(change);
    const std::string answer = answer_of(folder);
    CAPTURE(change, answer);
    CHECK(is_sentence(answer, folder));
  }
}

TEST_CASE("An older file that is put back shows to who has seen the newer one") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery gallery = folder.open();
    enroll_people(gallery, 0, 2);
  }
  const std::string older = content_of(folder.gallery());
  {
    Gallery gallery = folder.open();
    gallery.remove("person 1");
  }
  const std::string newer = content_of(folder.gallery());
  replace_content(folder.gallery(), older);
  CHECK_THAT(answer_of(folder),
             contains("is older than when it was used last (entry 2 of its log, 3 then); put the newer"));

  // Another past, as long as the one that was seen: the witness of that one is put aside meanwhile.
  std::filesystem::rename(folder / "state", folder / "aside");
  {
    Gallery gallery = folder.open();
    gallery.note("identify", {}, "");
    gallery.note("identify", {}, "");
  }
  std::filesystem::remove_all(folder / "state");
  std::filesystem::rename(folder / "aside", folder / "state");
  CHECK_THAT(answer_of(folder), contains("is older than when it was used last"));
  {
    std::filesystem::rename(folder / "state", folder / "aside");
    Gallery gallery = folder.open();
    gallery.remove("person 0");
    std::filesystem::remove_all(folder / "state");
    std::filesystem::rename(folder / "aside", folder / "state");
  }
  CHECK_THAT(answer_of(folder), contains("has another past than when it was used last"));

  replace_content(folder.gallery(), newer);
  CHECK_THAT(answer_of(folder), contains("person 0 1 "));
  replace_content(folder.gallery(), older);
  folder.forget_what_was_seen();
  CHECK_THAT(answer_of(folder), contains("person 1 1 "));
}

TEST_CASE("A file that is put back under a program that has it open is refused by it") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery gallery = folder.open();
    enroll_people(gallery, 0, 2);
  }
  const std::string older = content_of(folder.gallery());
  Gallery before = folder.open(), after = folder.open();
  after.remove("person 1");
  const std::string newer = content_of(folder.gallery());
  replace_content(folder.gallery(), older);
  CHECK_THAT(failure_of([&] { before.note("identify", {}, ""); }),
             contains("is older than when it was used"));
  CHECK_THAT(failure_of([&] { after.update(); }), contains("has taken its place while it was open"));
  CHECK_THAT(answer_of(folder), contains("is older than when it was used last"));  // nobody has forgotten
  const State& state = before.vault().state();  // as of a program that is slow to remember
  Witness(state.gallery).remember(state, signing_public_key(before.vault().ring().admin));
  CHECK_THAT(answer_of(folder), contains("is older than when it was used last"));

  replace_content(folder / "copy.db", newer);
  std::filesystem::rename(folder / "copy.db", folder.gallery());
  CHECK_THAT(failure_of([&] { after.update(); }), contains("was replaced or removed while it was open"));
  CHECK_THAT(failure_of([&] { after.note("list", {}, ""); }),
             contains("was replaced or removed while it was open"));
  CHECK_THAT(answer_of(folder), contains("person 0 1 "));
}

}  // namespace damage_test
