// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <utility>

#include "cameo/core/random.hpp"

namespace cameo::inline CAMEO_ABI {

/// A random permutation of 0 .. size-1 of constant memory, any element at once. Up to 256 elements it is a
/// Fisher-Yates shuffle in place, so that every order is as likely as any other. Above, where a shuffle would
/// need memory, it is a Feistel network of two digits, high * low_base + low (Black, Rogaway: CT-RSA 2002).
class Permutation {
 public:
  constexpr Permutation(std::uint64_t key, std::uint64_t size) : key_(key), size_(size) {
    if (size_ <= shuffled_.size()) {
      for (std::uint64_t i = 0; i < size_; ++i) shuffled_[i] = static_cast<std::uint8_t>(i);
      for (std::uint64_t i = size_; i > 1; --i)
        (std::swap)(shuffled_[i - 1], shuffled_[random_bits(key_, i) % i]);
    } else {
      high_bits_ = static_cast<int>(std::bit_width(size_ - 1)) / 2;
      low_base_ = ((size_ - 1) >> high_bits_) + 1;
    }
  }

  /// Requires index < size.
  constexpr std::uint64_t operator()(std::uint64_t index) const {
    if (size_ <= shuffled_.size()) return shuffled_[index];
    do index = encrypt(index);  // a permutation of a few more, walked until it lands inside
    while (index >= size_);
    return index;
  }

 private:
  /// Each digit in turn is rotated by a random function of the other. The high digit's base is even, so that
  /// half of the permutations are odd.
  constexpr std::uint64_t encrypt(std::uint64_t index) const {
    constexpr std::uint64_t pairs_of_rounds = 4;
    const std::uint64_t high_mask = (std::uint64_t{1} << high_bits_) - 1;
    std::uint64_t high = index / low_base_, low = index % low_base_;
    for (std::uint64_t round = 0; round < 2 * pairs_of_rounds; round += 2) {
      high = (high + random_bits(key_, low << 4 | round)) & high_mask;
      low += (random_bits(key_, high << 4 | (round + 1)) >> 32) * low_base_ >> 32;
      if (low >= low_base_) low -= low_base_;
    }
    return high * low_base_ + low;
  }

  std::uint64_t key_;
  std::uint64_t size_;
  std::array<std::uint8_t, 256> shuffled_{};
  int high_bits_ = 0;
  std::uint64_t low_base_ = 0;
};

}  // namespace cameo::inline CAMEO_ABI
