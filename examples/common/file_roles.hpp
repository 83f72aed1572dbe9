// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

namespace examples {

/// Which files a run reads and which it writes: no result may replace what is read, another result, a
/// gallery, a key file or a picture (but a PNG a PNG), however the paths are spelled, through links and
/// mounts. Ask before the work begins.
class FileRoles {
 public:
  using Path = std::filesystem::path;

  /// The file is read; of a folder, everything below it. What is missing is left to the reader.
  void add_input(const Path& path);

  /// A result, by a name for the sentence. A Failure when it would replace one of these, or the file that the
  /// standard output goes to; text may be added to that.
  void add_output(const Path& path, const std::string& name, bool is_text = false);

  /// A text whose folder is there: a Failure also when it cannot be written. An empty path is none.
  void add_text(const Path& path, const std::string& name);

 private:
  /// Device and number of the file; of one that is not there, those of the folder that will hold it, and the
  /// rest of its path.
  using Identity = std::tuple<std::uintmax_t, std::uintmax_t, std::string>;
  static Identity identity_of(Path path);

  std::map<Identity, std::string> inputs_, outputs_;  ///< with a name for each
};

/// The text is, or begins, a key file of a gallery, of which no sentence may say a word.
bool begins_as_key_file(std::string_view text);

/// A Failure where results would lie among the pictures of one of these folders, which are read: the next run
/// would take them for such.
void check_apart(const std::filesystem::path& output, std::span<const std::filesystem::path> read);

/// Whether `path`, which may be missing, lies somewhere below the folder.
bool lies_below(const std::filesystem::path& path, const std::filesystem::path& folder);

}  // namespace examples
