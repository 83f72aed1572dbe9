// SPDX-License-Identifier: MIT
#include "cameo/io/atomic_file.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "cameo/io/file.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"
#include "io/tiny_weights.hpp"

using cameo::Error;
using cameo_test::contains;
using cameo_test::TemporaryFolder;

// Doubles of the system's calls, which the linker takes instead: the test sees whether files are flushed, and
// can say what renaming a mount point says.
namespace {
int flushed_files = 0, flushed_folders = 0, rename_reason = 0;
}
extern "C" int fsync(int number) {
  struct stat status {};
  ::fstat(number, &status);
  ++(S_ISDIR(status.st_mode) ? flushed_folders : flushed_files);
  return static_cast<int>(::syscall(SYS_fsync, number));
}
extern "C" int rename(const char* from, const char* to) noexcept {
  if (rename_reason != 0) return errno = rename_reason, -1;
  return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

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
  CHECK_FALSE(one.is_shared());
  CHECK(two.is_shared());
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
  CHECK_THAT(write(folder / std::string(256, 'a'), "x"), contains("cannot be written: File name too long"));

  std::filesystem::permissions(folder / "", std::filesystem::perms{0555});
  {
    const NotRoot user;
    CHECK(write(folder / "b.txt", "x") == (folder / "b.txt") + ": cannot be written: Permission denied");
  }
  std::filesystem::permissions(folder / "", std::filesystem::perms{0777});
  std::filesystem::permissions(file, std::filesystem::perms{0444});
  {
    const NotRoot user;
    CHECK(write(file, "y") == file + ": cannot be written: Permission denied");
  }
  CHECK(read(file) == "x");
  CHECK(folder.files() == 1);
}

TEST_CASE("File and folder are flushed to the disk") {
  const TemporaryFolder folder;
  flushed_files = flushed_folders = 0;
  CHECK(write(folder / "a.txt", "x") == "");
  CHECK(flushed_files == 1);
  CHECK(flushed_folders == 1);
}

TEST_CASE("A mount point keeps its file, which gets the new content") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt";
  for (const std::string& content : {std::string(10000, 'a'), std::string("short"), std::string()}) {
    CHECK(write(path, "old content") == "");
    const auto before = std::filesystem::hard_link_count(path);
    std::filesystem::create_hard_link(path, folder / "same");
    rename_reason = EBUSY;
    flushed_files = 0;
    CHECK(write(path, content) == "");
    CHECK(flushed_files == 2);  // before the old content goes, and after
    rename_reason = 0;
    CHECK(read(path) == content);
    CHECK(read(folder / "same") == content);
    std::filesystem::remove(folder / "same");
    CHECK(std::filesystem::hard_link_count(path) == before);
    CHECK(folder.files() == 1);
  }
  rename_reason = EBUSY;
  {
    const FileSizeLimit limit(100);
    CHECK(write(path, std::string(101, 'x')) == path + ": cannot be written: File too large");
  }
  rename_reason = EIO;
  CHECK(write(path, "x") == path + ": cannot be written: Input/output error");
  rename_reason = 0;
  CHECK(read(path) == "");
  CHECK(folder.files() == 1);
}

TEST_CASE("What a killed program left is removed, and nothing else is") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt", other = folder / "other";
  for (const char* name : {"a.txt.part", "a.txt.part-1-0", "other"}) CHECK(write(folder / name, name) == "");
  const pid_t child = ::fork();
  if (child == 0) {
    cameo::AtomicFile file;
    ::_exit(!file.open(path) && !file.write(std::string_view("half")) ? 0 : 1);
  }
  int status = 1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  CHECK(folder.files() == 4);
  CHECK(write(path, "whole") == "");
  CHECK(folder.files() == 4);
  CHECK(read(path) == "whole");
  CHECK(read(folder / "a.txt.part") == "a.txt.part");

  // A link where the temporary file would be is neither followed nor removed.
  std::filesystem::create_symlink("other", folder / "a.txt.cameo-part-0");
  CHECK(write(path, "again") == "");
  CHECK(read(path) == "again");
  CHECK(read(other) == "other");
  CHECK(std::filesystem::is_symlink(folder / "a.txt.cameo-part-0"));
}

TEST_CASE("A name as long as the system allows is written") {
  const TemporaryFolder folder;
  const std::string path = folder / std::string(255, 'a');
  CHECK(write(path, "x") == "");
  CHECK(write(path, "new") == "");
  CHECK(read(path) == "new");
  CHECK(folder.files() == 1);
}

TEST_CASE("Links that lead to no file yet stay, and the file is made there") {
  namespace fs = std::filesystem;
  const TemporaryFolder folder;
  fs::create_directory(folder / "sub");
  fs::create_symlink("sub/second", folder / "first");
  fs::create_symlink("file", folder / "sub/second");
  CHECK(write(folder / "first", "x") == "");
  CHECK(read(folder / "sub/file") == "x");
  CHECK(fs::is_symlink(folder / "first"));
  fs::create_symlink("circle", folder / "circle");
  CHECK(write(folder / "circle", "x") ==
        (folder / "circle") + ": cannot be written: Too many levels of symbolic links");
}

TEST_CASE("A pipe that nobody reads is refused, one that is read gets everything") {
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(write(pipe, "x") == pipe + ": cannot be written: nothing reads from this pipe");
  const cameo::detail::Descriptor reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK));
  REQUIRE(reader);
  CHECK(cameo::check_writable(pipe, 1).message() == "");
  CHECK(write(pipe, "text") == "");
  std::array<char, 8> text{};
  CHECK(::read(reader.number(), text.data(), text.size()) == 4);
}

TEST_CASE("What the program's standard output holds already is kept") {
  const TemporaryFolder folder;
  const std::string log = folder / "log";
  CHECK(write(log, "before ") == "");
  const int child = ::fork();
  if (child == 0) {
    const int file = ::open(log.c_str(), O_WRONLY | O_APPEND);
    const bool ready = ::dup2(file, STDOUT_FILENO) == STDOUT_FILENO && ::dup2(file, 9) == 9;
    ::_exit(ready && write("/dev/stdout", "a ") == "" && write(log, "b ") == "" &&
                    write("/dev/fd/9", "c") == "" && !cameo::check_writable("/dev/stdout", 100)
                ? 0
                : 1);
  }
  int status = 1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(read(log) == "before a b c");
}

TEST_CASE("Whether a file can be written is known before, and nothing changes") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt", missing = folder / "none/a.txt";
  CHECK(cameo::check_writable(path, 100000).message() == "");
  CHECK(folder.files() == 0);
  CHECK(write(path, "old") == "");
  CHECK(cameo::check_writable(path, 0).message() == "");
  {
    const FileSizeLimit limit(1000);
    CHECK(cameo::check_writable(path, 1000).message() == "");
    CHECK(cameo::check_writable(path, 1001).message() == path + ": cannot be written: File too large");
  }
  CHECK(read(path) == "old");
  CHECK(cameo::check_writable(missing, 1).message() ==
        missing + ": cannot be written: No such file or directory");
  CHECK(cameo::check_writable(folder / "", 1).message() ==
        (folder / "") + ": cannot be written: Is a directory");
  CHECK(cameo::check_writable("/dev/null", 1).message() == "");
  CHECK(folder.files() == 1);
}

TEST_CASE("Room that was taken before is used, and given back where it is not") {
  const TemporaryFolder folder;
  const std::string path = folder / "a.txt";
  cameo::AtomicFile file;
  REQUIRE(file.open(path).message() == "");
  CHECK(file.reserve(1 << 16).message() == "");
  CHECK(file.write(std::string_view("short")).message() == "");
  CHECK(file.commit().message() == "");
  CHECK(read(path) == "short");
}
