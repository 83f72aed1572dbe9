// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/io/file.hpp>
#include <filesystem>
#include <string_view>

namespace recognize {

/// A list, whole. A Failure where it cannot be read, and where it is a key file: what is said of a wrong line
/// shows the line.
class ListFile {
 public:
  ListFile(const std::filesystem::path& file, std::size_t most_bytes);

  std::string_view text() const;

 private:
  cameo::FileBytes content_;
};

}  // namespace recognize
