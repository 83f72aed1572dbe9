// SPDX-License-Identifier: MIT
#include "file_roles.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cameo/ext/image/kind.hpp>
#include <cameo/io/atomic_file.hpp>
#include <fstream>

#include "failure.hpp"

namespace examples {

namespace fs = std::filesystem;

namespace {

/// Where links at the end of a path lead to, whether there is something or not.
fs::path follow_links(fs::path path) {
  std::error_code no_link;
  for (int links = 0; links < 40; ++links) {
    const fs::path target = fs::read_symlink(path, no_link);
    if (no_link) break;
    path = path.parent_path() / target;
  }
  return path;
}

bool is_standard_output(const struct stat& file) {
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    struct stat status {};
    if (::fstat(stream, &status) == 0 && status.st_dev == file.st_dev && status.st_ino == file.st_ino)
      return true;
  }
  return false;
}

/// What a file is that no result is meant to replace, such as "a picture"; empty where it is something else.
std::string_view treasure(const fs::path& path, bool by_text) {
  std::array<char, 16> head{};
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), head.size());
  const std::string_view begin(head.data(), static_cast<std::size_t>(file.gcount()));
  if (begin.starts_with("SQLite format 3")) return "a database";
  if (begins_as_key_file(begin)) return "a key file";
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(begin.data());
  const bool is_picture = !cameo::image_kind({bytes, begin.size()}).empty();
  return is_picture && (by_text || path.extension() != ".png") ? "a picture" : "";
}

}  // namespace

FileRoles::Identity FileRoles::identity_of(Path path) {
  path = follow_links(std::move(path));
  Path rest;
  for (;;) {
    struct stat status {};
    if (::stat(path.empty() ? "." : path.c_str(), &status) == 0)
      return {status.st_dev, status.st_ino, rest.lexically_normal().string()};
    if (path.empty() || path == path.root_path()) return {0, 0, rest.string()};
    rest = rest.empty() ? path.filename() : path.filename() / rest;
    path = path.parent_path();
  }
}

void FileRoles::add_input(const Path& path) {
  inputs_.emplace(identity_of(path), path.string());
  std::error_code unreadable;
  constexpr auto options = fs::directory_options::skip_permission_denied;
  fs::recursive_directory_iterator entry(path, options, unreadable);
  for (; !unreadable && entry != fs::recursive_directory_iterator(); entry.increment(unreadable)) {
    struct stat status {};
    if (::stat(entry->path().c_str(), &status) == 0 && S_ISREG(status.st_mode))
      inputs_.emplace(Identity{status.st_dev, status.st_ino, ""}, entry->path().string());
  }
}

void FileRoles::add_output(const Path& path, const std::string& name, bool is_text) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) return;  // a pipe or a device holds nothing that could be replaced
  const Identity identity = identity_of(path);
  if (const auto input = inputs_.find(identity); input != inputs_.end())
    throw Failure(fmt::format("{}: {} would replace it, but it is read too; give another path for results",
                              input->second, name));
  if (exists && is_standard_output(status)) {
    if (is_text) return;
    throw Failure(fmt::format("{}: {} would be written there, but the standard output goes there too",
                              path.string(), name));
  }
  if (const std::string_view found = exists ? treasure(path, is_text) : ""; !found.empty())
    throw Failure(fmt::format("{}: {} would replace it, but it is {}; give another path for results",
                              path.string(), name, found));
  const auto [other, is_new] = outputs_.emplace(identity, name);
  if (!is_new)
    throw Failure(
        fmt::format("{}: both {} and {} would be written there", path.string(), other->second, name));
}

void FileRoles::add_text(const Path& path, const std::string& name) {
  if (path.empty()) return;
  add_output(path, name, true);
  constexpr std::uint64_t most_bytes_of_most_texts = 1 << 16;
  check(cameo::check_writable(path.string(), most_bytes_of_most_texts));
}

void check_apart(const fs::path& output, std::span<const fs::path> read) {
  std::error_code missing;
  for (const fs::path& folder : read)
    if (fs::is_directory(folder, missing) && fs::equivalent(output, folder, missing))
      throw Failure(fmt::format(
          "{}: the results cannot lie among the pictures that are read there; give another --output",
          output.string()));
}

bool begins_as_key_file(std::string_view text) { return text.starts_with("recognize-key-"); }

bool lies_below(const fs::path& path, const fs::path& folder) {
  std::error_code missing;
  fs::path parent = fs::weakly_canonical(fs::absolute(path), missing);
  while (parent != parent.root_path() && !parent.empty()) {
    parent = parent.parent_path();
    if (fs::equivalent(parent, folder, missing)) return true;
  }
  return false;
}

}  // namespace examples
