// SPDX-License-Identifier: MIT
#include "recognize/gallery/vault.hpp"

#include <cstdio>

#include "catch.hpp"
#include "gallery_folder.hpp"
#include "recognize/gallery/log_keys.hpp"
#include "recognize/gallery/succession.hpp"

using namespace recognize;
using cameo_test::contains;

namespace vault_test {

Credential key_file(const GalleryFolder& folder, const char* name) {
  if (!std::filesystem::exists(folder / name)) make_key_file(folder / name);
  return Credential::from_key_file(folder / name);
}

TEST_CASE("Another passphrase or key file opens nothing") {
  const GalleryFolder folder;
  folder.make();
  CHECK_THAT(failure_of([&] { Gallery(folder.gallery(), key_file(folder, "other.key")); }),
             contains("opens none of its keys: it is another one, or the gallery is damaged"));
  const auto passphrase = [](std::string_view text) {
    return Credential::from_passphrase(Secret::copy_of(view_of(text)));
  };
  folder.open().vault().add_key({Role::admin, "Ada"}, passphrase("correct horse"));
  CHECK_NOTHROW(Gallery(folder.gallery(), passphrase("correct horse")));
  CHECK_THROWS_AS(Gallery(folder.gallery(), passphrase("correct house")), WrongKey);
}

TEST_CASE("A role has the keys that it needs, and no others") {
  const GalleryFolder folder;
  folder.make();
  Vault owner(folder.gallery(), folder.owner());
  owner.add_key({Role::verify, "door"}, key_file(folder, "door.key"));
  owner.add_key({Role::enroll, "desk"}, key_file(folder, "desk.key"));
  CHECK_THAT(failure_of([&] {
               owner.add_key({Role::admin, "door"}, key_file(folder, "desk.key"));
             }),
             contains("has a key 'door' already"));
  CHECK_THAT(failure_of([&] {
               owner.add_key({Role::admin, "boss"}, key_file(folder, "door.key"));
             }),
             contains("opens it already, as 'door'"));
  CHECK_THAT(failure_of([&] { owner.change_key(key_file(folder, "desk.key")); }),
             contains("opens it already, as 'desk'"));

  Gallery desk(folder.gallery(), key_file(folder, "desk.key"));
  enroll_people(desk, 0, 3);
  CHECK_THAT(failure_of([&] { desk.rotate(); }),
             contains("'key rotate' needs a key of the role admin, but 'desk' has"));
  CHECK_FALSE(is_equal(desk.vault().ring().people, Secret()));
  CHECK(is_equal(desk.vault().ring().admin, Secret()));

  Gallery door(folder.gallery(), key_file(folder, "door.key"));
  CHECK(door.people().size() == 3);
  CHECK_THAT(failure_of([&] { enroll_people(door, 3, 1); }),
             contains("'enroll' needs a key of the role enroll"));
  CHECK_THAT(failure_of([&] { door.remove("person 1"); }), contains("but 'door' has the role verify"));
  CHECK(is_equal(door.vault().ring().people, Secret()));

  // Not by another program either: what the key of a door signs is not what was sealed.
  door.vault().write({}, [&](LogEntry&) {
    door.vault().database().execute("DELETE FROM person WHERE id = 1");
    door.vault().seal_people(2, RunningHash().finish(), 4);
  });
  folder.forget_what_was_seen();
  CHECK_THAT(failure_of([&] { folder.open(); }), contains("its people are not those that were sealed"));
}

TEST_CASE("Keys are listed, changed and removed") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery owner = folder.open();
    owner.vault().add_key({Role::verify, "door"}, key_file(folder, "door.key"));
    owner.vault().add_key({Role::enroll, "desk"}, key_file(folder, "desk.key"));
    enroll_people(owner, 0, 3);
    const std::vector<SlotLabel> labels = owner.vault().labels();
    REQUIRE(labels.size() == 3);
    CHECK(labels[0].label == "owner");
    CHECK(labels[0].role == Role::admin);
    CHECK(labels[2].label == "desk");
    CHECK(labels[2].role == Role::enroll);
  }
  Vault(folder.gallery(), key_file(folder, "door.key")).change_key(key_file(folder, "new door.key"));
  CHECK_THROWS_AS(Vault(folder.gallery(), key_file(folder, "door.key")), WrongKey);
  CHECK(Gallery(folder.gallery(), key_file(folder, "new door.key")).people().size() == 3);

  Gallery owner = folder.open();
  CHECK_THAT(failure_of([&] { owner.rotate("nobody"); }), contains("has no key 'nobody'"));
  CHECK_THAT(failure_of([&] { folder.open().rotate("owner"); }),
             contains("'owner' is the key that is used now"));
  folder.open().rotate("desk");
  CHECK_THROWS_AS(Vault(folder.gallery(), key_file(folder, "desk.key")), WrongKey);
  CHECK(Gallery(folder.gallery(), key_file(folder, "new door.key")).people().size() == 3);
}

TEST_CASE("A program that stays open learns of who is removed, people and its own key") {
  const GalleryFolder folder;
  folder.make();
  Gallery owner = folder.open();
  owner.vault().add_key({Role::verify, "door"}, key_file(folder, "door.key"));
  enroll_people(owner, 0, 3);
  Gallery door(folder.gallery(), key_file(folder, "door.key"));
  owner.remove("person 1");
  CHECK(door.people().size() == 3);
  door.update();
  CHECK(door.people().size() == 2);
  owner.rotate("door");
  CHECK_THAT(failure_of([&] { door.update(); }), contains("another program has removed this key meanwhile"));
}

TEST_CASE("What somebody else has put into the database is not acted upon") {
  const GalleryFolder folder;
  folder.make();
  for (const char* thing : {"CREATE TRIGGER copy BEFORE DELETE ON person BEGIN DELETE FROM log; END",
                            "CREATE TABLE other(id)", "CREATE VIEW people AS SELECT * FROM person"}) {
    CAPTURE(thing);
    const std::string file = content_of(folder.gallery());
    folder.open().vault().database().execute(thing);
    CHECK_THAT(failure_of([&] { folder.open(); }),
               contains("something in it that this program has not made"));
    replace_content(folder.gallery(), file);
  }
}

TEST_CASE("An administrator's changed key shuts out who has the old one and an older copy of the file") {
  const GalleryFolder folder;
  folder.make();
  std::string old_lock;
  {
    Gallery owner = folder.open();
    enroll_people(owner, 0, 1);
    Statement select = owner.vault().database().prepare("SELECT lock FROM slot");
    REQUIRE(select.step());
    old_lock.assign(select.bytes(0).begin(), select.bytes(0).end());
  }
  {
    Gallery owner = folder.open();
    owner.vault().change_key(key_file(folder, "new.key"));
    owner.rotate();
    enroll_people(owner, 1, 1);
    owner.vault()
        .database()
        .prepare("UPDATE slot SET lock = ?")
        .bind(View(reinterpret_cast<const std::uint8_t*>(old_lock.data()), old_lock.size()))
        .run();
  }
  CHECK_THAT(failure_of([&] { folder.open(); }), contains("is damaged: this key cannot be read"));
}

/// What a removed administrator can write, by an older copy of the file and the key: people and keys of his
/// own, signed by a key that the old one vouches for, and a log that goes on from the newest.
void forge(const GalleryFolder& folder, const KeyRing& old) {
  Database database(folder.gallery());
  State state = read_state(database);
  const KeyRing forged{
      .role = Role::admin, .data = Secret::random(), .people = Secret::random(), .admin = Secret::random()};
  state.succession.clear();
  add_successor(state.succession, state.gallery, old.admin, signing_public_key(forged.admin));
  state.people_key = signing_public_key(forged.people);
  database.execute("DELETE FROM person");
  std::vector<KeySlot> slots = read_slots(database);
  for (KeySlot& slot : slots) {
    give_ring(slot, state.gallery, forged, {Role::admin, "owner"});
    write_slot(database, slot);
  }
  state.slots_seal = sign(forged.admin, slots_message(state, slots));
  state.people_count = 0;
  state.people_seal = sign(forged.people, people_message(state, RunningHash().finish()));
  append_to_log(database, state, {.key = "owner (admin)", .command = "remove"});
  const Hash seal = state_code(state, forged);
  state.seal.assign(seal.begin(), seal.end());
  write_state(database, state);
}

TEST_CASE(
    "A removed administrator forges nothing that who has seen the newer keys takes, and reads no more") {
  const GalleryFolder folder;
  folder.make();
  folder.open().vault().add_key({Role::admin, "second"}, key_file(folder, "second.key"));
  const KeyRing old = Vault(folder.gallery(), key_file(folder, "second.key")).ring().copy();
  Gallery owner = folder.open();
  Gallery other(folder.gallery(), folder.owner());
  enroll_people(owner, 0, 2);
  const std::size_t until_then = owner.vault().log().size();
  owner.rotate("second");
  owner.rotate();
  owner.note("identify", {}, "pictures: 1");
  CHECK(other.vault().log().size() == until_then + 3);
  const std::vector<LogEntry> entries = folder.open().vault().log();
  REQUIRE(entries.size() == until_then + 3);
  CHECK(entries.front().command == "create");
  CHECK(entries.back().command == "identify");

  Statement select = owner.vault().database().prepare("SELECT sealed FROM log ORDER BY number");
  for (std::size_t entry = 0; select.step(); ++entry) {
    const View sealed = select.bytes(0);
    Bytes text(sealed.size() - box_size);
    CHECK(unseal_with(log_seed(old), sealed, text) == (entry < until_then));
  }

  forge(folder, old);
  CHECK_THAT(failure_of([&] { folder.open(); }), contains("has another past than when it was used last"));
  CHECK_THAT(failure_of([&] { other.update(); }), contains("its keys are not those that the administrator"));
  folder.forget_what_was_seen();
  CHECK(folder.open().people().empty());  // as the page says: nobody else can tell
}

TEST_CASE("New keys keep the people and make exported templates worthless") {
  const GalleryFolder folder;
  folder.make();
  Gallery gallery = folder.open();
  gallery.vault().add_key({Role::verify, "door"}, key_file(folder, "door.key"));
  enroll_people(gallery, 0, 20);
  const std::vector<Person> before = gallery.people();
  const std::string file = content_of(folder.gallery());
  std::vector<std::string> rows;
  {
    Statement select = gallery.vault().database().prepare("SELECT sealed FROM person");
    while (select.step()) rows.emplace_back(select.bytes(0).begin(), select.bytes(0).end());
  }
  const double change = gallery.rotate();
  std::printf("new keys: a distance changes by at most %.1e\n", change);
  CHECK(change < 2e-6);
  Faces faces(2);
  for (const char* key : {"owner.key", "door.key"}) {
    const Gallery rotated(folder.gallery(), key_file(folder, key));
    REQUIRE(rotated.people().size() == 20);
    for (unsigned i = 0; i < 20; ++i) {
      CHECK(rotated.people()[i].name == before[i].name);
      CHECK(cameo::face_distance(rotated.people()[i].face.mean, before[i].face.mean) > 0.8f);
      CHECK(rotated.nearest(faces.picture_of(i), 1)[0].name == before[i].name);
    }
  }
  const std::string now = content_of(folder.gallery());
  for (const std::string& row : rows) {
    CHECK(file.find(row.substr(100, 16)) != std::string::npos);
    for (std::size_t i = 0; i + 16 <= row.size(); i += 16)
      REQUIRE(now.find(row.substr(i, 16)) == std::string::npos);
  }
}

}  // namespace vault_test
