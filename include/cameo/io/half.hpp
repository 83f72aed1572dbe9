// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// The value of IEEE's binary16 (1 sign, 5 exponent, 10 fraction bits): every one of them is a float.
constexpr float float_of_half(std::uint16_t half) {
  const std::uint32_t sign = (half & 0x8000u) << 16, exponent = half >> 10 & 0x1F, fraction = half & 0x3FFu;
  if (exponent == 0) {  // zero and what is below 2^-14: fraction * 2^-24
    const float value = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -value : value;
  }
  const std::uint32_t wide = exponent == 0x1F ? 0xFF : exponent + 127 - 15;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

/// The value of bfloat16: a float without its lower half.
constexpr float float_of_bfloat(std::uint16_t bits) {
  return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

}  // namespace cameo::inline CAMEO_ABI
