// SPDX-License-Identifier: MIT
#include "credential.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cameo/io/path.hpp>
#include <cerrno>
#include <cstring>

#include "common/failure.hpp"
#include "sealing.hpp"

namespace recognize {

using examples::Failure;

namespace {

// A key file is this line: the word and 64 hexadecimal digits.
constexpr std::string_view key_file_word = "recognize-key-1 ";
constexpr std::size_t digits = 2 * Secret::key_size;
constexpr std::size_t key_file_size = key_file_word.size() + digits + 1;

[[noreturn]] void fail(const std::filesystem::path& path, std::string_view sentence) {
  throw Failure(fmt::format("{}: {}", path.string(), sentence));
}

}  // namespace

Credential Credential::from_passphrase(Secret text) { return {std::move(text), true, "the passphrase"}; }

Credential Credential::from_key_file(const std::filesystem::path& path) {
  const cameo::detail::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.number(), &status) != 0)
    fail(path, fmt::format("the key file cannot be read: {}", std::strerror(errno)));
  if (!S_ISREG(status.st_mode)) fail(path, "is not a regular file, but a key file is expected");
  Secret text(key_file_size), key;
  const ssize_t count = ::read(file.number(), text.data(), text.size());
  std::size_t length = 0;
  const bool is_key = static_cast<std::size_t>(status.st_size) == key_file_size &&
                      count == static_cast<ssize_t>(key_file_size) &&
                      std::equal(key_file_word.begin(), key_file_word.end(), text.data()) &&
                      sodium_hex2bin(key.data(), key.size(),
                                     reinterpret_cast<const char*>(text.data()) + key_file_word.size(),
                                     digits, nullptr, &length, nullptr) == 0 &&
                      length == key.size();
  if (!is_key) fail(path, "is no key file; `recognize key make FILE` makes one");
  if ((status.st_mode & 077) != 0)
    fail(path, fmt::format("others can use this key file; say: chmod 600 '{}'", path.string()));
  return {std::move(key), false, fmt::format("the key file {}", path.string())};
}

void Credential::check_strength() const {
  constexpr std::size_t least = 8;
  if (is_passphrase_ && secret_.size() < least)
    throw Failure(fmt::format("a new passphrase has at least {} characters, better several words", least));
}

Secret Credential::locking_key(View salt) const {
  if (!is_passphrase_) {
    Fields fields;
    fields.add("key file").add(salt);
    return derive_key(secret_, fields);
  }
  constexpr unsigned long long passes = 3;
  constexpr std::size_t memory = std::size_t{64} << 20;  // a small board has it to spare
  Secret key;
  if (crypto_pwhash(key.data(), key.size(), reinterpret_cast<const char*>(secret_.data()), secret_.size(),
                    salt.data(), passes, memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw Failure("a passphrase takes 64 MB of memory to check, and they are not free");
  return key;
}

void make_key_file(const std::filesystem::path& path) {
  cameo::detail::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file && errno == EEXIST) fail(path, "is there already; a key file is never replaced");
  if (!file) fail(path, fmt::format("the key file cannot be made: {}", std::strerror(errno)));
  const Secret key = Secret::random();
  Secret text(key_file_size + 1);  // and the zero after the digits
  char* end = std::copy(key_file_word.begin(), key_file_word.end(), reinterpret_cast<char*>(text.data()));
  sodium_bin2hex(end, digits + 1, key.data(), key.size());
  end[digits] = '\n';
  const ssize_t count = ::write(file.number(), text.data(), key_file_size);
  if (count == static_cast<ssize_t>(key_file_size) && ::fsync(file.number()) == 0 && file.close()) return;
  const int reason = errno;
  ::unlink(path.c_str());
  fail(path, fmt::format("the key file cannot be written: {}", std::strerror(reason)));
}

}  // namespace recognize
