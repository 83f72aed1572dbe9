// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Counter-based random numbers: value number `counter` of stream `key`, computed without state, so that
/// order and threads never matter. SplitMix64's finaliser, applied twice (Steele, Lea, Flood: OOPSLA 2014).
constexpr std::uint64_t random_bits(std::uint64_t key, std::uint64_t counter) {
  std::uint64_t z = key * 0x9E3779B97F4A7C15u + 0x632BE59BD9B4E019u;
  for (int round = 0; round < 2; ++round) {
    z += counter * 0xD1342543DE82EF95u + 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
  }
  return z;
}

/// Uniform in [0, 1), 24 bits.
constexpr float random_uniform(std::uint64_t key, std::uint64_t counter) {
  return static_cast<float>(random_bits(key, counter) >> 40) * 0x1p-24f;
}

/// A pseudo-random permutation of 0 .. size-1 that needs no memory: a four-round Feistel network over the
/// next power of four, walked until it lands inside (Black, Rogaway: CT-RSA 2002).
class Permutation {
 public:
  constexpr Permutation(std::uint64_t key, std::uint64_t size) : key_(key), size_(size) {
    while ((std::uint64_t{1} << (2 * half_bits_)) < size_) ++half_bits_;
  }

  /// Requires index < size.
  constexpr std::uint64_t operator()(std::uint64_t index) const {
    do index = encrypt(index);
    while (index >= size_);
    return index;
  }

 private:
  constexpr std::uint64_t encrypt(std::uint64_t index) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = index >> half_bits_, right = index & mask;
    for (std::uint64_t round = 0; round < 4; ++round) {
      const std::uint64_t next = left ^ (random_bits(key_ + round, right) & mask);
      left = right;
      right = next;
    }
    return (left << half_bits_) | right;
  }

  std::uint64_t key_;
  std::uint64_t size_;
  int half_bits_ = 1;
};

}  // namespace cameo::inline CAMEO_ABI
