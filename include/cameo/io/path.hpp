// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "cameo/core/abi.hpp"
#include "cameo/core/result.hpp"
#include "cameo/core/text.hpp"

// What reading and writing files on POSIX systems share.

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// A path with the zero at its end that the system wants, in place.
class PathText {
 public:
  Error assign(std::string_view path) {
    if (path.empty()) return Error("the path of a file is empty");
    if (path.size() >= characters_.size()) return Error(tail_of(path), ": this path is too long");
    if (const std::size_t zero = path.find('\0'); zero != path.npos)
      return Error(tail_of(path.substr(0, zero)), ": a zero character follows in this path");
    *std::copy(path.begin(), path.end(), characters_.begin()) = '\0';
    return {};
  }
  const char* c_str() const { return characters_.data(); }
  std::string_view view() const { return characters_.data(); }

  /// Up to the last slash, which belongs to it; empty without one.
  std::string_view folder() const {
    const std::string_view path = view();
    return {path.data(), path.find_last_of('/') + 1};
  }
  std::string_view name() const {
    std::string_view path = view();
    path.remove_prefix(folder().size());
    return path;
  }

 private:
  std::array<char, PATH_MAX> characters_{};
};

/// "PATH: cannot be read: No such file or directory"
inline Error file_error(std::string_view path, std::string_view what, int number) {
  return Error(tail_of(path), ": ", what, ": ", std::string_view(std::strerror(number)));
}

/// An open file of the system, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    (std::swap)(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }
  bool close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
