// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/io/path.hpp"

namespace cameo::inline CAMEO_ABI {

/// The content of a file: one block of memory, the only one that io takes.
class FileBytes {
 public:
  FileBytes(FileBytes&& other) noexcept
      : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  FileBytes& operator=(FileBytes&& other) noexcept {
    (std::swap)(bytes_, other.bytes_);
    (std::swap)(size_, other.size_);
    return *this;
  }
  ~FileBytes() { delete[] bytes_; }

  /// Room for `size` bytes, or, with allocated() false, none.
  explicit FileBytes(std::size_t size) : bytes_(new (std::nothrow) std::byte[size]), size_(size) {}
  bool allocated() const { return bytes_ != nullptr; }

  std::span<std::byte> bytes() { return {bytes_, size_}; }
  std::span<const std::byte> bytes() const { return {bytes_, size_}; }

 private:
  std::byte* bytes_;
  std::size_t size_;
};

/// Reads a whole regular file. Errors: it cannot be read (with the system's reason), is a folder, a pipe or a
/// device, is larger than `limit` bytes or than the free memory, or ends early.
inline Result<FileBytes> read_file(std::string_view path, std::size_t limit) {
  detail::PathText name;
  if (Error error = name.assign(path)) return error;
  // O_NONBLOCK: a pipe without a writer must not hang before it is refused.
  const detail::Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return detail::file_error(path, "cannot be read", errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return detail::file_error(path, "cannot be read", errno);
  if (S_ISDIR(status.st_mode)) return detail::file_error(path, "cannot be read", EISDIR);
  if (!S_ISREG(status.st_mode)) return Error(tail_of(path), ": is not a regular file");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limit)
    return Error(tail_of(path), ": is ", size, " bytes long, which is past the limit of ", limit);
  FileBytes content(size);
  if (!content.allocated()) return Error(tail_of(path), ": no memory for its ", size, " bytes");
  for (std::size_t position = 0; position < size;) {
    const ssize_t count = ::read(file.number(), content.bytes().data() + position, size - position);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return detail::file_error(path, "cannot be read", errno);
    if (count == 0) return Error(tail_of(path), ": ended after ", position, " of its ", size, " bytes");
    position += static_cast<std::size_t>(count);
  }
  return content;
}

}  // namespace cameo::inline CAMEO_ABI
