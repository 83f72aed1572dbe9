// SPDX-License-Identifier: MIT
#include "cameo/io/file.hpp"

#include <sys/stat.h>

#include <string>

#include "cameo/io/atomic_file.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using cameo_test::contains;
using cameo_test::TemporaryFolder;

namespace file_test {

std::string read(const std::string& path) {
  const auto file = cameo::read_file(path, 1 << 20);
  if (!file) return std::string(file.error().message());
  return {reinterpret_cast<const char*>(file->bytes().data()), file->bytes().size()};
}

std::string write(const std::string& path, std::string_view text) {
  return std::string(cameo::write_file_atomically(path, text).message());
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
  CHECK(read(std::string("a\0b", 3)) == "a: a zero character follows in this path");
  CHECK(write(path, "12345") == "");
  CHECK(cameo::read_file(path, 5));
  CHECK(cameo::read_file(path, 4).error().message() ==
        path + ": is 5 bytes long, which is past the limit of 4");
}

}  // namespace file_test
