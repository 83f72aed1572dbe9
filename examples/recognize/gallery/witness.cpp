// SPDX-License-Identifier: MIT
#include "witness.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include <cameo/io/atomic_file.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "audit_log.hpp"
#include "common/console.hpp"
#include "succession.hpp"

namespace recognize {

namespace {

/// As the XDG Base Directory Specification says.
std::filesystem::path state_folder() {
  const char* own = std::getenv("XDG_STATE_HOME");
  if (own != nullptr && own[0] == '/') return own;
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::filesystem::path(home) / ".local/state";
  return {};
}

void warn_once(std::string_view reason) {
  static bool warned = false;
  if (!std::exchange(warned, true))
    examples::warn("{}; so an older gallery that is put back will not show\n", reason);
}

/// Nothing where it is none.
std::optional<Hash> from_hex(std::string_view text) {
  Hash bytes{};
  std::size_t size = 0;
  if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr) != 0 ||
      size != bytes.size())
    return std::nullopt;
  return bytes;
}

}  // namespace

Witness::Witness(View gallery) : path_(state_folder()) {
  if (!path_.empty()) path_ = path_ / "recognize" / to_hex(gallery);
}

void Witness::check(Database& database, const State& state, View administrator) const {
  std::error_code missing;
  if (path_.empty() || !std::filesystem::exists(path_, missing)) return;
  std::ifstream file(path_);
  std::int64_t log_length = 0, people_version = 0;
  std::string head, key;
  file >> log_length >> people_version >> head >> key;
  const std::optional<Hash> link = from_hex(head), known = from_hex(key);
  if (!file || !link || !known)
    return warn_once(
        fmt::format("{}: cannot be read, or is not as this program has written it", path_.string()));
  const auto remedy =
      fmt::format("put the newer file back or, if this one is meant, remove {}", path_.string());
  if (state.log_length < log_length || state.people_version < people_version)
    database.fail(fmt::format("is older than when it was used last (entry {} of its log, {} then); {}",
                              state.log_length, log_length, remedy));
  const std::optional<Bytes> newest = newest_key(state.succession, state.gallery, *known);
  if (!newest || !is_equal(*newest, administrator) || !continues_from(database, state, log_length, *link))
    database.fail(fmt::format("has another past than when it was used last; {}", remedy));
}

void Witness::remember(const State& state, View administrator) const {
  if (path_.empty()) return warn_once("neither XDG_STATE_HOME nor HOME is a folder's whole path");
  const std::string text = fmt::format("{} {} {} {}\n", state.log_length, state.people_version,
                                       to_hex(state.log_head), to_hex(administrator));
  std::int64_t known_length = 0;  // of another program, which may have written later
  std::ifstream file(path_);
  const std::string known(std::istreambuf_iterator<char>(file), {});
  if (known == text || (std::istringstream(known) >> known_length && known_length > state.log_length)) return;
  std::error_code reason;
  std::filesystem::create_directories(path_.parent_path(), reason);
  if (const cameo::Error error = cameo::write_file_atomically(path_.string(), text))
    warn_once(error.message());
}

}  // namespace recognize
