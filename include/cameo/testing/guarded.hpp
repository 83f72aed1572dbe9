// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// `Size` floats for a test, between others that show what writes outside: all hold garbage at first.
template <std::size_t Size>
class Guarded {
 public:
  Guarded() { fill(1e9f); }

  float* data() { return memory_.data() + guard; }
  const float* data() const { return memory_.data() + guard; }
  float& operator[](std::size_t i) { return data()[i]; }

  void fill(float garbage) { memory_.fill(garbage); }

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

  alignas(64) std::array<float, guard + Size + guard> memory_;
};

}  // namespace cameo::inline CAMEO_ABI
