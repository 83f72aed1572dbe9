// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/abi.hpp"  // first: it prepares Highway for this CPU

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#if HWY_TARGET != HWY_STATIC_TARGET
#error \
    "Cameo: a file is compiled for one SIMD target, the one its -m flags name; include cameo outside foreach_target.h"
#endif

// The one place that knows Highway versions, 1.0.3 and later, and the door to Highway for everything else.

// Said in the way that each compiler shows for a system header too, and that -Werror makes no error of.
#if !defined(CAMEO_NO_TARGET_MESSAGE) && !defined(HWY_COMPILE_ONLY_SCALAR) && \
    !defined(HWY_COMPILE_ONLY_EMU128) &&                                      \
    (HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128 ||                  \
     (defined(__AVX512F__) && HWY_TARGET > HWY_AVX3) || (defined(__AVX2__) && HWY_TARGET > HWY_AVX2))
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpedantic"
#pragma clang diagnostic warning "-W#warnings"
#warning \
    "Cameo: many times slower than this machine can: the flags name no SIMD instructions, or too few for their vectors; give -march=native, or define CAMEO_NO_TARGET_MESSAGE"
#pragma clang diagnostic pop
#else
#pragma message( \
    "Cameo: many times slower than this machine can: the flags name no SIMD instructions, or too few for their vectors; give -march=native, or define CAMEO_NO_TARGET_MESSAGE")
#endif
#endif

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Vectors of at most 16 floats: one cache line, and the padding of every tensor.
using Floats = hn::CappedTag<float, 16>;
using FloatVector = hn::Vec<Floats>;

/// Floats in a vector.
inline constexpr int max_lanes = static_cast<int>(hn::MaxLanes(Floats()));

inline constexpr int registers = HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64 ? 32 : 16;

/// Accumulators of a register tile: what the operands leave of the registers.
inline constexpr int accumulators = registers / 4 * 3;

/// Compress is one instruction. Elsewhere Highway 1.0.3 looks it up in a table, which gcc 12 copies to the
/// stack at each call.
inline constexpr bool fast_compress = HWY_TARGET <= HWY_AVX3;

/// The first `count` < Lanes(d) floats at p, then zeros; reads nothing past them.
HWY_INLINE FloatVector load_some(Floats d, const float* p, std::size_t count) {
#if HWY_MAJOR > 1 || HWY_MINOR >= 1
  return hn::LoadN(d, p, count);
#elif HWY_TARGET <= HWY_AVX3
  return hn::MaskedLoad(hn::FirstN(d, count), d, p);
#else
  if (count >= max_lanes) __builtin_unreachable();  // gcc 12 warns of more elsewhere
  HWY_ALIGN float lanes[16] = {};
  std::memcpy(lanes, p, count * sizeof(float));
  return hn::Load(d, lanes);
#endif
}

/// Writes the first `count` < Lanes(d) floats of v to p, and nothing past them.
HWY_INLINE void store_some(FloatVector v, Floats d, float* p, std::size_t count) {
#if HWY_MAJOR > 1 || HWY_MINOR >= 1
  hn::StoreN(v, d, p, count);
#elif HWY_TARGET <= HWY_AVX3
  hn::BlendedStore(v, hn::FirstN(d, count), d, p);
#else
  if (count >= max_lanes) __builtin_unreachable();
  HWY_ALIGN float lanes[16];
  hn::Store(v, d, lanes);
#if HWY_COMPILER_GCC_ACTUAL
  asm("" : "+m"(lanes));  // else gcc 12 takes pieces of v, and keeps it in memory for that in the loop before
#endif
  std::memcpy(p, lanes, count * sizeof(float));
#endif
}

/// Bit i is set where lane i of the mask is.
template <class Tag, class Mask>
HWY_INLINE std::uint64_t mask_bits(Tag d, Mask mask) {
  std::uint8_t bytes[8] = {};
  hn::StoreMaskBits(d, mask, bytes);
  std::uint64_t bits = 0;
#pragma GCC unroll 8
  for (int i = 0; i < 8; ++i) bits |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
  return bits;
}

using IntegerVector = hn::Vec<hn::RebindToSigned<Floats>>;

/// Lane i of the result is lane index[i] of `low` and `high`, 0 to 31, one after the other: one instruction,
/// or nothing.
inline constexpr bool has_two_table_lookup = HWY_TARGET <= HWY_AVX3;
HWY_INLINE FloatVector lookup_two([[maybe_unused]] FloatVector low, FloatVector high,
                                  [[maybe_unused]] IntegerVector index) {
#if HWY_TARGET <= HWY_AVX3
  return FloatVector{_mm512_permutex2var_ps(low.raw, index.raw, high.raw)};
#else
  return high;  // never called
#endif
}

/// Lane i of the result is lane index[i] of `table`, where there is a two-table lookup. Without optimization
/// or with a sanitizer hn::IndicesFromVec would want Highway's library linked.
HWY_INLINE IntegerVector lookup(IntegerVector table, [[maybe_unused]] IntegerVector index) {
#if HWY_TARGET <= HWY_AVX3
  return IntegerVector{_mm512_permutexvar_epi32(index.raw, table.raw)};
#else
  return table;
#endif
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
