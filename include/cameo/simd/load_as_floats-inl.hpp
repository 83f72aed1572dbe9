// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// A vector of weights from memory, as floats.
HWY_INLINE FloatVector load_as_floats(Floats d, const float* p) { return hn::LoadU(d, p); }

/// From bf16: the upper 16 bits of floats.
HWY_INLINE FloatVector load_as_floats(Floats d, const std::uint16_t* p) {
  const hn::Rebind<std::uint16_t, Floats> halves;
  const hn::RebindToUnsigned<Floats> words;
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(words, hn::LoadU(halves, p))));
}

/// From int8, without their scale.
HWY_INLINE FloatVector load_as_floats(Floats d, const std::int8_t* p) {
  const hn::Rebind<std::int8_t, Floats> bytes;
  const hn::RebindToSigned<Floats> integers;
  return hn::ConvertTo(d, hn::PromoteTo(integers, hn::LoadU(bytes, p)));
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
