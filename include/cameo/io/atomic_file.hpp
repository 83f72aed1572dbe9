// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/core/text.hpp"
#include "cameo/io/path.hpp"

namespace cameo::inline CAMEO_ABI {

/// A file that appears whole or not at all: it is written beside its place under another name, flushed to the
/// disk and renamed. Without commit(), and after an error, the temporary file is removed and what stood at
/// the path stays. What a killed program left is removed by the next one that writes there.
///
/// Links are followed; an existing file's permissions are kept. A file that is a mount point of its own
/// cannot be renamed over: its content is replaced in place once all of the new one is on the disk. Pipes,
/// devices and this program's own standard output (whatever it is; /dev/fd/N as well) are written to
/// directly. No allocation. Call the members until one returns an error.
class AtomicFile {
 public:
  AtomicFile() = default;
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile() { discard(); }

  /// Errors: the folder is missing, it or the file is read-only, the path is a folder, a pipe that nobody
  /// reads, ..., with the system's reason.
  Error open(std::string_view path) {
    discard();
    buffered_ = 0;
    written_ = 0;
    shared_ = false;
    if (Error error = given_.assign(path)) return error;
    struct stat status {};
    const bool exists = ::stat(given_.c_str(), &status) == 0;
    if (!exists && errno != ENOENT) return failed(errno);
    if (exists && S_ISDIR(status.st_mode)) return failed(EISDIR);
    if (const int own = exists ? own_descriptor(status) : -1; own >= 0) {
      file_ = detail::Descriptor(::fcntl(own, F_DUPFD_CLOEXEC, 0));
      return file_ ? Error() : failed(errno);
    }
    if (exists && !S_ISREG(status.st_mode)) return open_directly();
    if (Error error = follow_links()) return error;
    if (exists && ::faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0) return failed(errno);
    if (Error error = create_temporary()) return error;
    // Without the right to do so the new file keeps the permissions it was made with.
    if (exists) (void)::fchmod(file_.number(), status.st_mode & 07777);
    return {};
  }

  /// Whether another AtomicFile, of any process, was there for the same file when this one was opened: the
  /// last to commit() wins.
  bool is_shared() const { return shared_; }

  /// Takes room for `bytes` bytes on the disk now: writing them later cannot fail for want of it. Nothing to
  /// do for what is written to directly. Requires a successful open() and no write(). Error: the disk is
  /// full, ...
  Error reserve(std::uint64_t bytes) {
    if (bytes == 0 || temporary_.view().empty()) return {};
    const int reason = ::posix_fallocate(file_.number(), 0, static_cast<off_t>(bytes));
    return reason == 0 || reason == EOPNOTSUPP ? Error() : failed(reason);
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
    if (::ftruncate(file_.number(), static_cast<off_t>(written_)) != 0) return failed(errno);  // of reserve()

    if (::fsync(file_.number()) != 0) return failed(errno);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0)
      return errno == EBUSY ? replace_content() : failed(errno);
    temporary_ = detail::PathText();  // only now: whoever holds the lock of a temporary file owns it
    file_.close();
    return sync_folder();
  }

 private:
  /// The standard output or error that is this very file, or the N of /dev/fd/N; -1 for another file. A new
  /// file would cut what was written there before, by us or by a shell's >>.
  int own_descriptor(const struct stat& wanted) const {
    const auto is_wanted = [&wanted](int number) {
      struct stat status {};
      const int flags = ::fcntl(number, F_GETFL);
      return flags >= 0 && (flags & O_ACCMODE) != O_RDONLY && ::fstat(number, &status) == 0 &&
             status.st_dev == wanted.st_dev && status.st_ino == wanted.st_ino;
    };
    for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
      int number = given_.folder() == folder && given_.name().size() < 9 ? 0 : -1;
      for (const char digit : given_.name())
        number = number >= 0 && digit >= '0' && digit <= '9' ? 10 * number + (digit - '0') : -1;
      if (number >= 0 && is_wanted(number)) return number;
    }
    return is_wanted(STDOUT_FILENO) ? STDOUT_FILENO : is_wanted(STDERR_FILENO) ? STDERR_FILENO : -1;
  }

  Error open_directly() {
    // O_NONBLOCK: a pipe that nobody reads must not hang; the writes wait again.
    file_ = detail::Descriptor(::open(given_.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!file_ && errno == ENXIO)
      return Error(tail_of(given_.view()), ": cannot be written: nothing reads from this pipe");
    if (!file_ || ::fcntl(file_.number(), F_SETFL, 0) != 0) return failed(errno);
    return {};
  }

  /// target_ becomes what the links at the end of the given path lead to, whether it exists or not.
  Error follow_links() {
    target_ = given_;
    for (int links = 0; links < 40; ++links) {
      std::array<char, PATH_MAX> link;
      const ssize_t size = ::readlink(target_.c_str(), link.data(), link.size());
      if (size < 0) return {};  // no link
      const std::string_view to(link.data(), static_cast<std::size_t>(size));
      const std::string_view folder = to.starts_with('/') ? std::string_view() : target_.folder();
      std::array<char, 2 * PATH_MAX> joined;
      const auto end =
          std::copy(to.begin(), to.end(), std::copy(folder.begin(), folder.end(), joined.begin()));
      const auto length = static_cast<std::size_t>(end - joined.begin());
      if (Error error = target_.assign(std::string_view(joined.data(), length))) return error;
    }
    return failed(ELOOP);
  }

  Error create_temporary() {
    int reason = EEXIST;
    for (int attempt = 0; attempt < 1000 && reason == EEXIST; ++attempt) {
      if (Error error = name_temporary(attempt)) return error;
      remove_abandoned();
      constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
      file_ = detail::Descriptor(::open(temporary_.c_str(), flags, 0666));
      if (file_ && is_ours()) return {};
      if (!file_) reason = errno;
      file_.close();
    }
    temporary_ = detail::PathText();  // it is not ours to remove
    return failed(reason);
  }

  /// In the target's folder, its name cut where the ending makes it too long.
  Error name_temporary(int attempt) {
    constexpr std::size_t longest_name = 255;
    const Text ending(".cameo-part-", attempt);
    const std::string_view target = target_.view();
    const std::size_t name = (std::min)(target_.name().size(), longest_name - ending.view().size());
    const std::size_t kept = target_.folder().size() + name;
    if (kept + ending.view().size() >= PATH_MAX) return failed(ENAMETOOLONG);
    std::array<char, PATH_MAX> path;
    const auto end = std::copy(ending.view().begin(), ending.view().end(),
                               std::copy_n(target.begin(), kept, path.begin()));
    return temporary_.assign(std::string_view(path.data(), static_cast<std::size_t>(end - path.begin())));
  }

  /// A new file is ours, also where the file system knows no locks, unless another process was faster to lock
  /// and remove it.
  bool is_ours() const {
    return ::flock(file_.number(), LOCK_EX | LOCK_NB) == 0 ? is_temporary(file_) : errno != EWOULDBLOCK;
  }

  bool is_temporary(const detail::Descriptor& file) const {
    struct stat opened {
    }, named{};
    return ::fstat(file.number(), &opened) == 0 && ::lstat(temporary_.c_str(), &named) == 0 &&
           S_ISREG(named.st_mode) && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
  }

  /// Each process locks its temporary file; nobody locks the one of a process that was killed.
  void remove_abandoned() {
    constexpr int flags = O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    const detail::Descriptor file(::open(temporary_.c_str(), flags));
    if (!file) return;
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0)
      shared_ |= errno == EWOULDBLOCK;
    else if (is_temporary(file))
      ::unlink(temporary_.c_str());
  }

  /// For a mount point, where nothing can be renamed to. Room is taken before the old content goes.
  Error replace_content() {
    const detail::Descriptor target(::open(target_.c_str(), O_RDWR | O_CLOEXEC));
    if (!target) return failed(errno);
    const auto size = static_cast<off_t>(written_);
    if (const int reason = size > 0 ? ::posix_fallocate(target.number(), 0, size) : 0;
        reason != 0 && reason != EOPNOTSUPP)
      return failed(reason);
    if (::lseek(file_.number(), 0, SEEK_SET) != 0) return failed(errno);
    for (;;) {
      const ssize_t count = ::read(file_.number(), buffer_.data(), buffer_.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return failed(errno);
      if (count == 0) break;
      if (!write_all(target, std::span(buffer_).first(static_cast<std::size_t>(count)))) return failed(errno);
    }
    if (::ftruncate(target.number(), size) != 0 || ::fsync(target.number()) != 0) return failed(errno);
    discard();
    return {};
  }

  /// Without it a power failure could bring the old file back. Some file systems cannot do it.
  Error sync_folder() const {
    detail::PathText path;
    if (Error error = path.assign(target_.folder().empty() ? "." : target_.folder())) return error;
    const detail::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::fsync(folder.number()) == 0 || errno == EINVAL) return {};
    return detail::file_error(given_.view(), "is written, but its folder cannot be flushed to the disk",
                              errno);
  }

  Error flush() { return write_through(std::span(buffer_).first(std::exchange(buffered_, 0))); }

  Error write_through(std::span<const std::byte> bytes) {
    written_ += bytes.size();
    return write_all(file_, bytes) ? Error() : failed(errno);
  }

  /// False with the reason in errno.
  static bool write_all(const detail::Descriptor& file, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return true;
  }

  Error failed(int reason) {
    discard();
    return detail::file_error(given_.view(), "cannot be written", reason);
  }

  void discard() {
    if (!temporary_.view().empty()) ::unlink(temporary_.c_str());
    temporary_ = detail::PathText();
    file_.close();
  }

  detail::Descriptor file_;
  detail::PathText given_, target_, temporary_;
  std::array<std::byte, 4096> buffer_{};
  std::size_t buffered_ = 0;
  std::uint64_t written_ = 0;
  bool shared_ = false;
};

/// Whether a file of `bytes` bytes can be written here: as AtomicFile would begin, with the room on the disk
/// taken and given back, and nothing changed. Ask before the work whose result goes there; an AtomicFile that
/// is opened and has reserved its room before the work holds it until the end. Errors: those of both.
inline Error check_writable(std::string_view path, std::uint64_t bytes) {
  detail::PathText name;
  if (Error error = name.assign(path)) return error;
  struct stat status {};
  if (::stat(name.c_str(), &status) == 0 &&
      S_ISFIFO(status.st_mode))  // opening would tell its reader the end
    return ::faccessat(AT_FDCWD, name.c_str(), W_OK, AT_EACCESS) == 0
               ? Error()
               : detail::file_error(path, "cannot be written", errno);
  AtomicFile file;
  if (Error error = file.open(path)) return error;
  return file.reserve(bytes);
}

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
