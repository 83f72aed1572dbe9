// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "cameo/simd/compiler-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Bit i is set where bytes[i] == value, for i < count <= 64. Reads 64 bytes.
HWY_INLINE std::uint64_t equal_bytes(const std::uint8_t* bytes, std::uint8_t value, int count) {
  const hn::CappedTag<std::uint8_t, 64> d;
  constexpr int step = static_cast<int>(hn::MaxLanes(d));
  std::uint64_t bits = 0;
  if constexpr (step < 8) {
    for (int i = 0; i < 64; ++i) bits |= static_cast<std::uint64_t>(bytes[i] == value) << i;
  } else {
    CAMEO_UNROLL
    for (int i = 0; i < 64; i += step) {
      bits |= mask_bits(d, hn::Eq(hn::LoadU(d, bytes + i), hn::Set(d, value))) << i;
    }
  }
  return count < 64 ? bits & ((std::uint64_t{1} << count) - 1) : bits;
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
