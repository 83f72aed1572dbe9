// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>

#include "bytes.hpp"

namespace recognize {

/// Bytes that are wiped at the end, and until then locked in memory (so not swapped out, as far as the
/// system's limit allows) between guard pages.
class Secret {
 public:
  /// Zeros.
  explicit Secret(std::size_t size = key_size);
  Secret(Secret&& other) noexcept
      : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Secret& operator=(Secret&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Secret();

  /// A key that nobody can guess.
  static Secret random();
  static Secret copy_of(View bytes);

  static constexpr std::size_t key_size = 32;

  std::uint8_t* data() { return bytes_; }
  const std::uint8_t* data() const { return bytes_; }
  std::size_t size() const { return size_; }
  operator View() const { return {bytes_, size_}; }
  operator std::span<std::uint8_t>() { return {bytes_, size_}; }

 private:
  std::uint8_t* bytes_;
  std::size_t size_;
};

/// No core dump of this process is written, and other programs of its user cannot look into its memory.
void keep_memory_private();

}  // namespace recognize
