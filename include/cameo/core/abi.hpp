// SPDX-License-Identifier: MIT
#pragma once

// Highway 1.0.3 refuses -march=native on a CPU with AVX-VNNI beside AVX-512 unless asked for this target.
#ifndef HWY_WANT_AVX3_DL
#define HWY_WANT_AVX3_DL
#endif
#include <hwy/detect_targets.h>

// CAMEO_ABI names the inline namespace that holds everything: library version, SIMD target and
// instruction-set flags of this translation unit. Two files compiled with different -m flags therefore share
// no symbol: without it the linker keeps one body of each inline function, and an old CPU meets AVX-512.

#if HWY_STATIC_TARGET == HWY_SCALAR
#define CAMEO_TARGET scalar
#elif HWY_STATIC_TARGET == HWY_EMU128
#define CAMEO_TARGET emu128
#elif defined(HWY_SSE2) && HWY_STATIC_TARGET == HWY_SSE2
#define CAMEO_TARGET sse2
#elif HWY_STATIC_TARGET == HWY_SSSE3
#define CAMEO_TARGET ssse3
#elif HWY_STATIC_TARGET == HWY_SSE4
#define CAMEO_TARGET sse4
#elif HWY_STATIC_TARGET == HWY_AVX2
#define CAMEO_TARGET avx2
#elif HWY_STATIC_TARGET == HWY_AVX3
#define CAMEO_TARGET avx3
#elif HWY_STATIC_TARGET == HWY_AVX3_DL
#define CAMEO_TARGET avx3_dl
#elif HWY_STATIC_TARGET == HWY_NEON
#define CAMEO_TARGET neon
#elif HWY_STATIC_TARGET == HWY_SVE
#define CAMEO_TARGET sve
#elif HWY_STATIC_TARGET == HWY_SVE2
#define CAMEO_TARGET sve2
#else
#define CAMEO_TARGET other
#endif

// -march=x86-64-v3 selects the target SSSE3 (Highway's AVX2 wants AES too) and still emits AVX2: name the
// flags as well.
#if defined(__AVX512F__)
#define CAMEO_FLAGS avx512f
#elif defined(__AVX2__)
#define CAMEO_FLAGS avx2
#elif defined(__AVX__)
#define CAMEO_FLAGS avx
#elif defined(__SSE4_2__)
#define CAMEO_FLAGS sse4_2
#elif defined(__SSSE3__)
#define CAMEO_FLAGS ssse3
#else
#define CAMEO_FLAGS base
#endif

#define CAMEO_JOIN_NOW(version, target, flags) version##_##target##_##flags
#define CAMEO_JOIN(version, target, flags) CAMEO_JOIN_NOW(version, target, flags)
#define CAMEO_ABI CAMEO_JOIN(v0, CAMEO_TARGET, CAMEO_FLAGS)

namespace cameo::inline CAMEO_ABI {

/// Multiply-add rounds once.
#if HWY_ARCH_X86
inline constexpr bool fused_multiply_add = HWY_STATIC_TARGET <= HWY_AVX2;
#else
inline constexpr bool fused_multiply_add = HWY_ARCH_ARM_A64;
#endif

}  // namespace cameo::inline CAMEO_ABI
