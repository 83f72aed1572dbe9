// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "cameo/core/abi.hpp"
#include "cameo/core/shape.hpp"

namespace cameo::inline CAMEO_ABI {

/// Floats for a test, between others that show what writes outside: all hold garbage at first. The memory, of
/// memory_for(size) floats, is the caller's.
class Guarded {
 public:
  static constexpr std::size_t memory_for(std::size_t size) { return guard + padded_to_16(size) + guard; }

  explicit Guarded(std::span<float> memory) : memory_(memory) { fill(1e9f); }

  float* data() { return memory_.data() + guard; }
  const float* data() const { return memory_.data() + guard; }
  float& operator[](std::size_t i) { return data()[i]; }

  void fill(float garbage) { std::fill(memory_.begin(), memory_.end(), garbage); }
  void copy(const Guarded& from) { std::copy(from.memory_.begin(), from.memory_.end(), memory_.begin()); }

  /// Whether only the first `used` values are no more what `garbage` filled them with.
  bool only_written_in(std::size_t used, float garbage) const {
    const auto same = [garbage](float value) {
      return std::bit_cast<std::uint32_t>(value) == std::bit_cast<std::uint32_t>(garbage);
    };
    return std::all_of(memory_.begin(), memory_.begin() + guard, same) &&
           std::all_of(memory_.begin() + static_cast<std::ptrdiff_t>(guard + used), memory_.end(), same);
  }

 private:
  static constexpr std::size_t guard =
      64;  // more than a vector, and more than a kernel may read past the end

  std::span<float> memory_;
};

}  // namespace cameo::inline CAMEO_ABI
