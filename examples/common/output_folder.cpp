// SPDX-License-Identifier: MIT
#include "output_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "failure.hpp"

namespace examples {

OutputFolder::OutputFolder(const std::filesystem::path& path) {
  std::error_code reason;
  std::filesystem::create_directories(path, reason);
  if (reason)
    throw Failure(fmt::format("{}: the folder cannot be made: {}", path.string(), reason.message()));
  // The lock is the folder's own: no file of it is left behind, not by a run that was killed either.
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  ::close(descriptor_);
  throw Failure(fmt::format(
      "{}: another run writes its results there; wait for its end or give another --output", path.string()));
}

OutputFolder::~OutputFolder() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace examples
