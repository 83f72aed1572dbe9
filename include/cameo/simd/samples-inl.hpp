// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>

#include "cameo/simd/compat-inl.hpp"

// How samples come in. gcc 12 at -O2 leaves such loops scalar, which takes 11 times as long.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Copies `count` floats; false when one of them is NaN or infinite: all bits of its exponent are set, and
/// one more makes it overflow into the sign.
inline bool copy_finite(const float* from, std::size_t count, float* to) {
  constexpr std::uint32_t exponent = 0x7F800000u, one = 0x00800000u;
  const Floats d;
  const hn::RebindToUnsigned<Floats> words;
  const std::size_t whole = count - count % max_lanes;
  auto faults = hn::Zero(words);
  for (std::size_t i = 0; i < whole; i += max_lanes) {
    const auto values = hn::LoadU(d, from + i);
    hn::StoreU(values, d, to + i);
    const auto bits = hn::And(hn::BitCast(words, values), hn::Set(words, exponent));
    faults = hn::Or(faults, hn::Add(bits, hn::Set(words, one)));
  }
  std::uint32_t fault = 0;
  for (std::size_t i = whole; i < count; ++i) {
    to[i] = from[i];
    fault |= (std::bit_cast<std::uint32_t>(from[i]) & exponent) + one;
  }
  const auto none = hn::Eq(hn::ShiftRight<31>(faults), hn::Zero(words));
  return hn::AllTrue(words, none) && fault >> 31 == 0;
}

/// x = bytes * scale
inline void scale_bytes(const std::uint8_t* bytes, std::size_t count, float scale, float* x) {
  const Floats d;
  const hn::Rebind<std::uint8_t, Floats> narrow;
  const hn::RebindToSigned<Floats> integers;
  const std::size_t whole = count - count % max_lanes;
  for (std::size_t i = 0; i < whole; i += max_lanes) {
    const auto values = hn::ConvertTo(d, hn::PromoteTo(integers, hn::LoadU(narrow, bytes + i)));
    hn::StoreU(hn::Mul(values, hn::Set(d, scale)), d, x + i);
  }
  for (std::size_t i = whole; i < count; ++i) x[i] = static_cast<float>(bytes[i]) * scale;
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
