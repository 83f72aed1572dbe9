// SPDX-License-Identifier: MIT
#include "recognize/gallery/credential.hpp"

#include <sys/stat.h>

#include "catch.hpp"
#include "gallery_folder.hpp"
#include "recognize/gallery/passphrase.hpp"

using namespace recognize;

namespace credential_test {

TEST_CASE("Key files are for their owner alone and never replaced") {
  const GalleryFolder folder;
  const auto path = folder / "a.key";
  make_key_file(path);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(failure_of([&] { make_key_file(path); }).ends_with("is there already; a key file is never replaced"));
  CHECK(failure_of([&] { make_key_file(folder / "none/a.key"); }).find("cannot be made: No such file") !=
        std::string::npos);

  const Bytes salt = random_bytes(16), other_salt = random_bytes(16);
  make_key_file(folder / "b.key");
  const Credential a = Credential::from_key_file(path), b = Credential::from_key_file(folder / "b.key");
  CHECK(is_equal(a.locking_key(salt), Credential::from_key_file(path).locking_key(salt)));
  CHECK_FALSE(is_equal(a.locking_key(salt), a.locking_key(other_salt)));
  CHECK_FALSE(is_equal(a.locking_key(salt), b.locking_key(salt)));

  ::chmod(path.c_str(), 0640);
  CHECK(failure_of([&] { Credential::from_key_file(path); }).find("others can use this key file") !=
        std::string::npos);
  ::chmod(path.c_str(), 0600);
  const std::string text = content_of(path);
  for (const std::string& wrong :
       {std::string(), text.substr(1), text + "\n", "recognize-key-2" + text.substr(15),
        text.substr(0, 40) + "g" + text.substr(41)}) {
    replace_content(path, wrong);
    CHECK(failure_of([&] { Credential::from_key_file(path); }).find("is no key file") != std::string::npos);
  }
  CHECK(failure_of([&] {
          Credential::from_key_file(folder / "missing");
        }).find("cannot be read: No such file") != std::string::npos);
  CHECK(failure_of([&] { Credential::from_key_file(folder / "."); }).find("is not a regular file") !=
        std::string::npos);
}

TEST_CASE("Passphrases are taken out of the environment") {
  CHECK_FALSE(passphrase_of_environment("RECOGNIZE_TEST"));
  ::setenv("RECOGNIZE_TEST", "correct horse", 1);
  const std::optional<Secret> passphrase = passphrase_of_environment("RECOGNIZE_TEST");
  REQUIRE(passphrase);
  CHECK(is_equal(*passphrase, view_of("correct horse")));
  CHECK(std::string(std::getenv("RECOGNIZE_TEST")).empty());
  CHECK(failure_of([] { passphrase_of_environment("RECOGNIZE_TEST"); }) ==
        "RECOGNIZE_TEST: the passphrase is empty");

  const auto credential = [](std::string_view text) {
    return Credential::from_passphrase(Secret::copy_of(view_of(text)));
  };
  CHECK(failure_of([&] { credential("horse").check_strength(); }).find("at least 8") != std::string::npos);
  CHECK(failure_of([&] { credential("correct horse").check_strength(); }).empty());
  const Bytes salt = random_bytes(16);
  CHECK(
      is_equal(credential("correct horse").locking_key(salt), credential("correct horse").locking_key(salt)));
  CHECK_FALSE(
      is_equal(credential("correct horse").locking_key(salt), credential("correct house").locking_key(salt)));
}

}  // namespace credential_test
