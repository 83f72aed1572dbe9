// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
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

/// What random numbers are for. The constants are arbitrary; they keep the streams of one seed apart.
enum class Purpose : std::uint64_t {
  Parameters = 0xA3C59AC2F1E84B07u,    ///< initial values, by tensor
  Order = 0x5D1F8E30B6974C2Bu,         ///< of the samples, by the step that begins the epoch
  Augmentation = 0xE87B24D10C5A963Fu,  ///< by the step that begins the epoch, and what it shows
  Layers = 0x16F0B9375EA8D24Du,        ///< what layers draw while training, such as Dropout; by step
  Split = 0xC94E6D82F70B3511u,         ///< of samples into parts, by class
  Resampling = 0x3B7FA60914D2C8E5u,    ///< of people, by round
};

/// The key of a stream that no other purpose shares: stream(seed, Purpose::Augmentation, step, sample).
/// stream(seed, purpose, a, b) is random_bits(stream(seed, purpose, a), b).
template <std::unsigned_integral... Numbers>
constexpr std::uint64_t stream(std::uint64_t seed, Purpose purpose, Numbers... numbers) {
  std::uint64_t key = random_bits(seed, static_cast<std::uint64_t>(purpose));
  ((key = random_bits(key, numbers)), ...);
  return key;
}

}  // namespace cameo::inline CAMEO_ABI
