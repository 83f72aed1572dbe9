// SPDX-License-Identifier: MIT
#include "cameo/io/file.hpp"

#include <sys/resource.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "io/tiny_weights.hpp"

using cameo::Error;
using cameo_test::contains;
using cameo_test::TemporaryFolder;

namespace {

std::string read(const std::string& path) {
  const auto file = cameo::read_file(path, 1 << 20);
  if (!file) return std::string(file.error().message());
  return {reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()};
}

std::string write(const std::string& path, std::string_view text) {
  return std::string(cameo::write_file_atomically(path, text).message());
}

// Files of this process may not grow past `bytes` while it lives: the nearest thing to a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit old_{};
};

// Root may write everywhere: another user, while it lives.
class NotRoot {
 public:
  NotRoot() { changed_ = ::geteuid() == 0 && ::seteuid(65534) == 0; }
  ~NotRoot() {
    if (changed_ && ::seteuid(0) != 0) std::abort();
  }

 private:
  bool changed_;
};

}  // namespace

TEST_CASE("A file is written whole, read whole and replaced") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt";
  CHECK(write(path, "first") == "");
  CHECK(read(path) == "first");
  CHECK(write(path, "") == "");
  CHECK(read(path) == "");
  CHECK(folder.files() == 1);
}

TEST_CASE("Pieces of all sizes arrive in order") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.bin";
  const std::string big(10000, 'b'), page(4096, 'p'), small = "small";
  std::string expected;
  cameo::AtomicFile file;
  REQUIRE(file.open(path).message() == "");
  for (const std::string& piece :
       {small, big, small, page, small, std::string(), std::string(4091, 'r'), small}) {
    CHECK(file.write(piece).message() == "");
    expected += piece;
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(file.commit().message() == "");
  CHECK(read(path) == expected);

  const std::array<std::span<const std::byte>, 2> pieces{std::as_bytes(std::span(small)),
                                                         std::as_bytes(std::span(page))};
  CHECK(cameo::write_file_atomically(path, pieces).message() == "");
  CHECK(read(path) == small + page);
}

TEST_CASE("Without commit the old file stays and nothing is left behind") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt";
  CHECK(write(path, "old") == "");
  {
    cameo::AtomicFile file;
    REQUIRE(file.open(path).message() == "");
    CHECK(file.write(std::string_view("new")).message() == "");
    CHECK(folder.files() == 2);
  }
  CHECK(folder.files() == 1);
  CHECK(read(path) == "old");
}

TEST_CASE("Two writers of one file do not meet") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt";
  cameo::AtomicFile one, two;
  REQUIRE(one.open(path).message() == "");
  REQUIRE(two.open(path).message() == "");
  CHECK(one.write(std::string_view("one")).message() == "");
  CHECK(two.write(std::string_view("two")).message() == "");
  CHECK(two.commit().message() == "");
  CHECK(one.commit().message() == "");
  CHECK(read(path) == "one");
  CHECK(folder.files() == 1);
}

TEST_CASE("Permissions are kept and links are followed") {
  namespace fs = std::filesystem;
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt", link = folder / "link";
  CHECK(write(path, "old") == "");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("a.txt", link);
  CHECK(write(link, "new") == "");
  CHECK(fs::is_symlink(link));
  CHECK(read(path) == "new");
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("A full disk is an error and leaves the old file") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt";
  CHECK(write(path, "old") == "");
  {
    const FileSizeLimit limit(1000);
    CHECK(write(path, std::string(1001, 'x')) == path + ": cannot be written: File too large");
    CHECK(write(path, std::string(100000, 'x')) == path + ": cannot be written: File too large");
  }
  CHECK(read(path) == "old");
  CHECK(folder.files() == 1);
  CHECK(write("/dev/full", "x") == "/dev/full: cannot be written: No space left on device");
  CHECK(std::filesystem::is_character_file("/dev/full"));
  CHECK(write("/dev/null", "x") == "");
}

TEST_CASE("Folders that are missing, read-only or in the file's place are named") {
  const TemporaryFolder folder;
  const std::string missing = folder / "none/a.txt", file = folder / "a.txt";
  CHECK(write(missing, "x") == missing + ": cannot be written: No such file or directory");
  CHECK(write(folder / "", "x") == (folder / "") + ": cannot be written: Is a directory");
  CHECK(write(file, "x") == "");
  CHECK(write(file + "/b", "x") == file + "/b: cannot be written: Not a directory");
  CHECK(write("", "x") == "the path of a file is empty");
  CHECK_THAT(write(std::string(5000, 'a'), "x"), contains("this path is too long"));
  CHECK_THAT(write(folder / std::string(250, 'a'), "x"), contains("cannot be written: File name too long"));

  std::filesystem::permissions(folder / "", std::filesystem::perms{0555});
  {
    const NotRoot user;
    CHECK(write(folder / "b.txt", "x") == (folder / "b.txt") + ": cannot be written: Permission denied");
  }
  std::filesystem::permissions(folder / "", std::filesystem::perms{0755});
  CHECK(folder.files() == 1);
}

TEST_CASE("What cannot be read is named") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt", pipe = folder / "pipe";
  CHECK(read(path) == path + ": cannot be read: No such file or directory");
  CHECK(read(folder / "") == (folder / "") + ": cannot be read: Is a directory");
  CHECK(read("/dev/null") == "/dev/null: is not a regular file");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(read(pipe) == pipe + ": is not a regular file");
  CHECK(read("") == "the path of a file is empty");
  CHECK_THAT(read(std::string("a\0b", 3)), contains("is too long or holds a zero character"));
  CHECK(write(path, "12345") == "");
  CHECK(cameo::read_file(path, 5));
  CHECK(cameo::read_file(path, 4).error().message() ==
        path + ": is 5 bytes long, which is past the limit of 4");
}
