// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compat-inl.hpp"

// What compilers must be told to make good code of inner loops.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Before a loop over an array of vectors: unrolled in full, so that the array becomes registers.
#define CAMEO_UNROLL _Pragma("GCC unroll 64")

/// HWY_ATTR of a lambda in an inner loop. gcc 12 calls it otherwise, and loads its constants at each call:
/// .92 of the time of a small convolution.
#define CAMEO_INLINE HWY_ATTR __attribute__((always_inline))

/// Fetches a line into the second-level cache without waiting for it: the first level, where hwy::Prefetch
/// puts it, keeps what is used sooner. Lines that will be overwritten are fetched in the same way, which is
/// as fast as for writing.
HWY_INLINE void fetch(const void* p) { __builtin_prefetch(p, 0, 2); }

/// Holds an operand in a register. gcc 12 loads it again for each multiply-add that uses it, and a tile is
/// then bound by loads: held, a 3x3 convolution takes .8 of the time. Not an element of an array, which -O3
/// would store to the stack at each step: 1.2 of the time.
HWY_INLINE void hold(FloatVector& v) {
#if HWY_COMPILER_GCC_ACTUAL && HWY_ARCH_X86 && HWY_TARGET < HWY_EMU128
  asm("" : "+v"(v.raw));
#else
  (void)v;
#endif
}

/// Holds an address in a register. gcc 12 keeps one register for each constant distance from it and spills
/// them.
HWY_INLINE void hold(const float*& p) {
#if HWY_COMPILER_GCC_ACTUAL
  asm("" : "+r"(p));
#else
  (void)p;
#endif
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
