// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/abi.hpp"  // first: it prepares Highway for this CPU

#include <hwy/highway.h>

#include <cstddef>
#include <cstring>

#if HWY_TARGET != HWY_STATIC_TARGET
#error \
    "Cameo: a file is compiled for one SIMD target, the one its -m flags name; include cameo outside foreach_target.h"
#endif

// The one place that knows Highway versions, 1.0.3 and later.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Vectors of at most 16 floats: one cache line, and the padding of every tensor.
using Floats = hn::CappedTag<float, 16>;
using FloatVector = hn::Vec<Floats>;

/// Floats in a vector, known at compile time on every target but SVE; an upper bound there.
inline constexpr int max_lanes = static_cast<int>(hn::MaxLanes(Floats()));

inline constexpr int registers = HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64 ? 32 : 16;

/// Accumulators of a register tile: what the operands leave of the registers.
inline constexpr int accumulators = registers / 4 * 3;

/// Compress is one instruction. Elsewhere Highway 1.0.3 looks it up in a table, which gcc 12 copies to the
/// stack at each call.
inline constexpr bool fast_compress = HWY_TARGET <= HWY_AVX3;

/// Before a loop over an array of vectors: unrolled in full, so that the array becomes registers.
#define CAMEO_UNROLL _Pragma("GCC unroll 64")

/// HWY_ATTR of a lambda in an inner loop. gcc 12 calls it otherwise, and loads its constants at each call (36
/// instead of 33 us for the flagship's first layer, AMD Zen 4).
#define CAMEO_INLINE HWY_ATTR __attribute__((always_inline))

/// The first `count` < Lanes(d) floats at p, then zeros; reads nothing past them.
HWY_INLINE FloatVector load_some(Floats d, const float* p, std::size_t count) {
#if HWY_MAJOR > 1 || HWY_MINOR >= 1
  return hn::LoadN(d, p, count);
#elif HWY_TARGET <= HWY_AVX3
  return hn::MaskedLoad(hn::FirstN(d, count), d, p);
#else
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
  HWY_ALIGN float lanes[16];
  hn::Store(v, d, lanes);
  std::memcpy(p, lanes, count * sizeof(float));
#endif
}

/// Lane i of the result is lane index[i] of `low` and `high`, 0 to 31, one after the other: one instruction,
/// or nothing.
inline constexpr bool has_two_table_lookup = HWY_TARGET <= HWY_AVX3;
HWY_INLINE FloatVector lookup_two([[maybe_unused]] FloatVector low, FloatVector high,
                                  [[maybe_unused]] hn::Vec<hn::RebindToSigned<Floats>> index) {
#if HWY_TARGET <= HWY_AVX3
  return FloatVector{_mm512_permutex2var_ps(low.raw, index.raw, high.raw)};
#else
  return high;  // never called
#endif
}

/// Fetches a line into the second-level cache without waiting for it: the first level, where hwy::Prefetch
/// puts it, keeps what is used sooner. Lines that will be overwritten are fetched in the same way: as fast,
/// or faster, than for writing (AMD Zen 4).
HWY_INLINE void fetch(const void* p) { __builtin_prefetch(p, 0, 2); }

/// Holds an operand in a register. gcc 12 loads it again for each multiply-add that uses it, and a tile is
/// then bound by loads (144 us instead of 115 for an image of a 3x3 convolution, AMD Zen 5).
HWY_INLINE void hold(FloatVector& v) {
#if HWY_COMPILER_GCC_ACTUAL && HWY_ARCH_X86 && HWY_TARGET < HWY_EMU128
  asm("" : "+v"(v.raw));
#else
  (void)v;
#endif
}

/// Holds an address in a register. gcc 12 keeps one register for each constant
/// distance from it and spills them.
HWY_INLINE void hold(const float*& p) {
#if HWY_COMPILER_GCC_ACTUAL
  asm("" : "+r"(p));
#else
  (void)p;
#endif
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
