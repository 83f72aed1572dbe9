// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

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

/// The first `count` weights of a vector, and zeros; nothing past them is read.
template <class Weight>
HWY_INLINE FloatVector load_some_as_floats(Floats d, const Weight* p, std::size_t count) {
  if constexpr (std::is_same_v<Weight, float>) {
    return load_some(d, p, count);
  } else {
    Weight some[max_lanes]{};
    std::copy_n(p, count, some);
    return load_as_floats(d, some);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
