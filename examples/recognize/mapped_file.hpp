// SPDX-License-Identifier: MIT
#pragma once

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <cstddef>
#include <filesystem>
#include <span>

namespace recognize {

/// The content of a file, without the copy that reading would make.
class MappedFile {
 public:
  /// A Failure when it cannot be read.
  explicit MappedFile(const std::filesystem::path& path);

  std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(region_.get_address()), region_.get_size()};
  }

 private:
  boost::interprocess::mapped_region region_;
};

}  // namespace recognize
