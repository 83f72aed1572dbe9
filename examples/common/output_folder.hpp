// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace examples {

/// A folder that results are written to: made when it is missing, and locked until the end, so that the
/// results of two runs are never mixed. A file system without locks goes without.
class OutputFolder {
 public:
  /// A Failure when it cannot be made, or when another run writes there.
  explicit OutputFolder(const std::filesystem::path& path);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder();

 private:
  int descriptor_;
};

}  // namespace examples
