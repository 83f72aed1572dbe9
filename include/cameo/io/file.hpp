// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/core/text.hpp"
#include "cameo/io/tail_of.hpp"

// Whole files, on POSIX systems.

namespace cameo::inline CAMEO_ABI {

/// A path with the zero at its end that the system wants, in place.
class PathText {
 public:
  Error assign(std::string_view path) {
    if (path.empty()) return Error("the path of a file is empty");
    if (path.size() >= characters_.size() || path.find('\0') != path.npos)
      return Error(tail_of(path), ": this path is too long or holds a zero character");
    *std::copy(path.begin(), path.end(), characters_.begin()) = '\0';
    return {};
  }
  const char* c_str() const { return characters_.data(); }
  char* data() { return characters_.data(); }
  std::string_view view() const { return characters_.data(); }

 private:
  std::array<char, PATH_MAX> characters_{};
};

/// "PATH: cannot be read: No such file or directory"
inline Error file_error(std::string_view path, std::string_view what, int number) {
  return Error(tail_of(path), ": ", what, ": ", std::string_view(std::strerror(number)));
}

/// The content of a file, read at once.
class FileBytes {
 public:
  FileBytes(FileBytes&& other) noexcept
      : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  FileBytes& operator=(FileBytes&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
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

namespace file_detail {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }
  bool close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

}  // namespace file_detail

/// Reads a whole regular file. Errors: it cannot be read (with the system's reason), is no regular file, is
/// larger than `limit` bytes or than the free memory, or ends early.
inline Result<FileBytes> read_file(std::string_view path, std::size_t limit) {
  PathText name;
  if (Error error = name.assign(path)) return error;
  // O_NONBLOCK: a pipe without a writer must not hang before it is refused.
  const file_detail::Descriptor file(::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return file_error(path, "cannot be read", errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return file_error(path, "cannot be read", errno);
  if (S_ISDIR(status.st_mode)) return file_error(path, "cannot be read", EISDIR);
  if (!S_ISREG(status.st_mode)) return Error(tail_of(path), ": is not a regular file");
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limit)
    return Error(tail_of(path), ": is ", size, " bytes long, which is past the limit of ", limit);
  FileBytes content(size);
  if (!content.allocated()) return Error(tail_of(path), ": no memory for its ", size, " bytes");
  for (std::size_t position = 0; position < size;) {
    const ssize_t count = ::read(file.number(), content.bytes().data() + position, size - position);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error(path, "cannot be read", errno);
    if (count == 0) return Error(tail_of(path), ": ended after ", position, " of its ", size, " bytes");
    position += static_cast<std::size_t>(count);
  }
  return content;
}

/// A file that appears whole or not at all: it is written beside its place under another name, flushed to the
/// disk and renamed. Without commit(), and after an error, the temporary file is removed and what stood at
/// the path stays.
///
/// A link is followed; an existing file's permissions are kept. What is neither a regular file nor a folder
/// (/dev/stdout, a pipe) is written to directly. No allocation. Call the members until one returns an error.
class AtomicFile {
 public:
  AtomicFile() = default;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() { discard(); }

  /// Errors: the folder is missing or read-only, the path is a folder, ..., with the system's reason.
  Error open(std::string_view path) {
    discard();
    buffered_ = 0;
    if (Error error = given_.assign(path)) return error;
    struct stat status {};
    const bool exists = ::stat(given_.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) return failed(EISDIR);
    if (exists && !S_ISREG(status.st_mode)) {
      file_ = file_detail::Descriptor(::open(given_.c_str(), O_WRONLY | O_CLOEXEC));
      return file_ ? Error() : failed(errno);
    }
    if (exists && ::realpath(given_.c_str(), target_.data()) == nullptr) return failed(errno);
    if (!exists) target_ = given_;
    if (Error error = create_temporary()) return error;
    // Without the right to do so the new file keeps the permissions it was made with.
    if (exists) (void)::fchmod(file_.number(), status.st_mode & 07777);
    return {};
  }

  /// Requires a successful open(). Errors: the disk is full, ...
  Error write(std::span<const std::byte> bytes) {
    if (bytes.size() > buffer_.size() - buffered_) {
      if (Error error = flush()) return error;
      if (bytes.size() > buffer_.size()) return write_through(bytes);
    }
    std::copy(bytes.begin(), bytes.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(buffered_));
    buffered_ += bytes.size();
    return {};
  }
  Error write(std::string_view text) { return write(std::as_bytes(std::span(text))); }

  /// Puts the file in its place.
  Error commit() {
    if (Error error = flush()) return error;
    if (temporary_.view().empty()) return file_.close() ? Error() : failed(errno);
    if (::fsync(file_.number()) != 0 || !file_.close() || ::rename(temporary_.c_str(), target_.c_str()) != 0)
      return failed(errno);
    temporary_ = PathText();
    return {};
  }

 private:
  Error create_temporary() {
    for (int attempt = 0; attempt < 1000; ++attempt) {
      const Text ending(".part-", ::getpid(), "-", attempt);
      if (target_.view().size() + ending.view().size() >= PATH_MAX) return failed(ENAMETOOLONG);
      temporary_ = target_;
      const auto end = temporary_.data() + target_.view().size();
      *std::copy(ending.view().begin(), ending.view().end(), end) = '\0';
      file_ =
          file_detail::Descriptor(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      if (file_) return {};
      if (errno != EEXIST) break;
    }
    const int reason = errno;
    temporary_ = PathText();  // it is not ours to remove
    return failed(reason);
  }

  Error flush() { return write_through(std::span(buffer_).first(std::exchange(buffered_, 0))); }

  Error write_through(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(file_.number(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return failed(errno);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

  Error failed(int reason) {
    discard();
    return file_error(given_.view(), "cannot be written", reason);
  }

  void discard() {
    file_.close();
    if (!temporary_.view().empty()) ::unlink(temporary_.c_str());
    temporary_ = PathText();
  }

  file_detail::Descriptor file_;
  PathText given_, target_, temporary_;
  std::array<std::byte, 4096> buffer_{};
  std::size_t buffered_ = 0;
};

/// Writes pieces one after another as one whole file, or leaves what was there and says why.
inline Error write_file_atomically(std::string_view path,
                                   std::span<const std::span<const std::byte>> pieces) {
  AtomicFile file;
  if (Error error = file.open(path)) return error;
  for (std::span<const std::byte> piece : pieces)
    if (Error error = file.write(piece)) return error;
  return file.commit();
}

inline Error write_file_atomically(std::string_view path, std::span<const std::byte> bytes) {
  return write_file_atomically(path, std::span(&bytes, 1));
}

inline Error write_file_atomically(std::string_view path, std::string_view text) {
  return write_file_atomically(path, std::as_bytes(std::span(text)));
}

}  // namespace cameo::inline CAMEO_ABI
