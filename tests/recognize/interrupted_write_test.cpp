// SPDX-License-Identifier: MIT
// Writes that are killed, find the disk full, or meet each other.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>

#include "catch.hpp"
#include "gallery_folder.hpp"

using namespace recognize;
using cameo_test::contains;

namespace interrupted_write_test {

// SQLite's calls of the system that change something, counted. At a chosen one the process is killed, before
// or in the middle of it, or the disk is full from then on.
enum class Fault { none, killed_before, killed_within, disk_full };
Fault fault = Fault::none;
int calls_left = 0;

/// True where the call is to fail; `first_half` does what a killed write has done.
bool strikes(const std::function<void()>& first_half = [] {}) {
  if (fault == Fault::none || --calls_left > 0) return false;
  if (fault == Fault::disk_full) {
    errno = ENOSPC;
    return true;
  }
  if (fault == Fault::killed_within) first_half();
  ::kill(::getpid(), SIGKILL);
  return true;
}

ssize_t faulty_write(int file, const void* bytes, size_t size) {
  return strikes([&] { (void)!::write(file, bytes, size / 2); }) ? -1 : ::write(file, bytes, size);
}
ssize_t faulty_pwrite(int file, const void* bytes, size_t size, off_t position) {
  return strikes([&] { (void)!::pwrite(file, bytes, size / 2, position); })
             ? -1
             : ::pwrite(file, bytes, size, position);
}
int faulty_ftruncate(int file, off_t size) {
  if (fault != Fault::disk_full && strikes()) return -1;
  return ::ftruncate(file, size);
}
int faulty_unlink(const char* path) {
  if (fault != Fault::disk_full && strikes()) return -1;
  return ::unlink(path);
}
int faulty_open(const char* path, int flags, int mode) {
  if ((flags & O_CREAT) != 0 && fault != Fault::disk_full && strikes()) return -1;
  return ::open(path, flags, mode);
}

void replace_system_calls() {
  sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
  const auto replace = [&](const char* name, auto* function) {
    REQUIRE(system->xSetSystemCall(system, name, reinterpret_cast<sqlite3_syscall_ptr>(function)) ==
            SQLITE_OK);
  };
  replace("write", faulty_write);
  replace("pwrite", faulty_pwrite);
  replace("pwrite64", faulty_pwrite);
  replace("ftruncate", faulty_ftruncate);
  replace("unlink", faulty_unlink);
  replace("open", faulty_open);
}

void restore_system_calls() {
  sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
  system->xSetSystemCall(system, nullptr, nullptr);
}

/// A child's exit status; the signal's number and 128 where it was killed.
int run_in_child(const std::function<void()>& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int status = 0;
    try {
      work();
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
      status = 1;
    }
    ::_exit(status);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

struct Change {
  const char* name;
  std::function<void(Gallery&)> work;
};

const std::vector<Change> changes{
    {"enroll", [](Gallery& gallery) { enroll_people(gallery, 20, 3); }},
    {"remove", [](Gallery& gallery) { gallery.remove("person 5"); }},
    {"note", [](Gallery& gallery) { gallery.note("identify", {}, "pictures: 1"); }},
    {"rotate", [](Gallery& gallery) { gallery.rotate(); }},
};

/// How many entries the log has, and the people.
std::string names_in(const GalleryFolder& folder) {
  Gallery gallery = folder.open();
  std::string names = std::to_string(gallery.vault().log().size()) + ": ";
  for (const Person& person : gallery.people()) names += person.name + ',';
  return names;
}

TEST_CASE("A write that is killed is whole or not at all") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery gallery = folder.open();
    enroll_people(gallery, 0, 12);
  }
  const std::string file = content_of(folder.gallery()), before = names_in(folder);
  const auto start_anew = [&] {
    std::filesystem::remove(folder / "gallery.db-journal");
    replace_content(folder.gallery(), file);
    folder.forget_what_was_seen();
  };
  for (const Change& change : changes) {
    start_anew();
    Gallery whole = folder.open();
    change.work(whole);
    const std::string after = names_in(folder);
    for (const Fault kind : {Fault::killed_before, Fault::killed_within}) {
      int calls = 0, kept = 0;
      for (int status = -1; status != 0; calls += cameo_test::quick ? 7 : 1) {
        start_anew();
        status = run_in_child([&] {
          Gallery gallery = folder.open();
          replace_system_calls();
          fault = kind;
          calls_left = calls + 1;
          change.work(gallery);
        });
        CAPTURE(change.name, calls, status);
        REQUIRE((status == 0 || status == 128 + SIGKILL));
        const std::string now = names_in(folder);
        REQUIRE((now == before || now == after));
        kept += now == after;
        folder.open().note("list", {}, "");  // a journal that was only begun goes with the next write
        REQUIRE_FALSE(std::filesystem::exists(folder / "gallery.db-journal"));
      }
      std::printf("%s, killed %s each of %d calls: %d were done\n", change.name,
                  kind == Fault::killed_before ? "before" : "within", calls - 1, kept);
      CHECK(calls > 5);
    }
  }
}

TEST_CASE("A full disk changes nothing and is said") {
  const GalleryFolder folder;
  folder.make();
  {
    Gallery gallery = folder.open();
    enroll_people(gallery, 0, 12);
  }
  const std::string file = content_of(folder.gallery()), before = names_in(folder);
  for (const Change& change : changes) {
    int calls = 1;
    for (std::string failure = "first"; !failure.empty(); calls += cameo_test::quick ? 4 : 1) {
      std::filesystem::remove(folder / "gallery.db-journal");
      replace_content(folder.gallery(), file);
      folder.forget_what_was_seen();
      {
        Gallery gallery = folder.open();
        replace_system_calls();
        fault = Fault::disk_full;
        calls_left = calls;
        failure = failure_of([&] { change.work(gallery); });
      }
      fault = Fault::none;
      restore_system_calls();
      CAPTURE(change.name, calls, failure);
      if (failure.empty()) break;
      CHECK_THAT(failure, contains("the disk is full"));
      REQUIRE(names_in(folder) == before);
    }
    CHECK(calls > 3);
  }
}

TEST_CASE("Several programs at once lose nothing of each other") {
  const GalleryFolder folder;
  folder.make();
  constexpr unsigned programs = 4, people = 15;
  std::vector<pid_t> children;
  for (unsigned program = 0; program < programs; ++program) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const std::string failure = failure_of([&] {
        Gallery gallery = folder.open();
        for (unsigned person = 0; person < people; ++person) {
          enroll_people(gallery, program * people + person, 1);
          gallery.note("identify", {}, "");
        }
      });
      std::fprintf(stderr, "%s", failure.c_str());
      ::_exit(failure.empty() ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  Gallery gallery = folder.open();
  CHECK(gallery.people().size() == programs * people);
  CHECK(gallery.vault().log().size() == 1 + 2 * programs * people);
  for (unsigned person = 0; person < programs * people; ++person)
    CHECK(gallery.find("person " + std::to_string(person)) != nullptr);
}

TEST_CASE("Programs go on by the new keys that another one makes") {
  const GalleryFolder folder;
  folder.make();
  make_key_file(folder / "door.key");
  const Credential door_key = Credential::from_key_file(folder / "door.key");
  Gallery first = folder.open(), second = folder.open();
  enroll_people(first, 0, 2);
  first.vault().add_key({Role::verify, "door"}, door_key);
  Gallery door(folder.gallery(), door_key);
  second.rotate();
  CHECK(second.people().size() == 2);
  enroll_people(first, 2, 1);
  second.rotate();
  first.rotate();
  door.note("identify", {}, "");
  Faces faces(3);
  for (Gallery* gallery : {&first, &door})
    for (unsigned person = 0; person < 3; ++person) {
      const Match found = gallery->nearest(faces.picture_of(person), 1)[0];
      CHECK(found.name == "person " + std::to_string(person));
      CHECK(found.distance < 0.6);
    }
  CHECK(first.vault().labels().size() == 2);
  CHECK(first.vault().log().size() == 8);
  first.remove("person 1");
  CHECK(people_in(folder.open()) == people_in(first));

  second.rotate("door");
  CHECK_THAT(failure_of([&] { door.note("identify", {}, ""); }),
             contains("another program has removed this key meanwhile"));
}

TEST_CASE("Several programs at once, one of which makes new keys, lose nothing of each other") {
  const GalleryFolder folder;
  folder.make();
  constexpr unsigned rounds = 8;
  const std::vector<std::function<void(unsigned)>> programs{
      [&](unsigned) { folder.open().rotate(); }, [&](unsigned) { folder.open().rotate(); },
      [&](unsigned round) {
        Gallery gallery = folder.open();
        enroll_people(gallery, round, 1);
      },
      [&](unsigned) { folder.open().note("identify", {}, ""); },
      [&](unsigned) { (void)folder.open().vault().log(); }};
  std::vector<pid_t> children;
  for (const auto& program : programs) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const std::string failure = failure_of([&] {
        for (unsigned round = 0; round < rounds; ++round) program(round);
      });
      std::fprintf(stderr, "%s", failure.c_str());
      ::_exit(failure.empty() ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  Gallery gallery = folder.open();
  CHECK(gallery.vault().log().size() == 1 + 4 * rounds);
  Faces faces(4);
  for (unsigned person = 0; person < rounds; ++person)
    CHECK(gallery.nearest(faces.picture_of(person), 1)[0].name == "person " + std::to_string(person));
}

TEST_CASE("A program waits for another's write for some time, and says for how long") {
  const GalleryFolder folder;
  folder.make();
  Gallery gallery = folder.open();
  Database other(folder.gallery());
  gallery.vault().database().execute("PRAGMA busy_timeout = 100");
  {
    const Transaction writing(other, Transaction::Writing);
    CHECK_THAT(failure_of([&] { gallery.note("identify", {}, ""); }),
               contains("another program has been writing there for 30 s; try again"));
  }
  gallery.note("identify", {}, "");
  CHECK(gallery.vault().log().size() == 2);
}

}  // namespace interrupted_write_test
