// SPDX-License-Identifier: MIT
#pragma once

// The one place that knows SIMD targets: what Highway is told before its first header, the name of the
// target, and the inline namespace that carries it.

#if __cplusplus <= 201703L
#error "Cameo: compile with -std=c++20"
#define CAMEO_NO_SUCH_FILE "compile_with_-std=c++20"
#include CAMEO_NO_SUCH_FILE  // compilers end here, not after hundreds of errors
#endif

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ != 0)
#error \
    "Cameo: compile without -ffast-math, -Ofast and -ffinite-math-only: they remove every check for NaN and infinity"
#endif

// gcc 12 and later tell.
#ifdef __ASSOCIATIVE_MATH__
#error \
    "Cameo: compile without -fassociative-math and -funsafe-math-optimizations: sums in another order give other bits"
#endif

// With that flag gcc 12 takes no byte of _mm_blendv_epi8's mask for a set one (gcc 11 and clang do not).
#if defined(__CHAR_UNSIGNED__) && defined(__SSE4_1__) && defined(__GNUC__) && __GNUC__ >= 12 && \
    !defined(__clang__)
#error "Cameo: compile without -funsigned-char: with it gcc compiles SIMD of x86 wrongly"
#endif

// Kernels want vectors whose size the compiler knows. A CPU with SVE therefore computes with NEON, and one
// with RISC-V's vectors without SIMD.
#ifndef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#endif

// Highway wants AES and CLMUL for AVX2 and AVX-512; -march=x86-64-v3 and -v4 have neither, and nothing here
// uses them.
#if !defined(HWY_DISABLE_PCLMUL_AES) && !(defined(__AES__) && defined(__PCLMUL__))
#define HWY_DISABLE_PCLMUL_AES
#endif

// Highway 1.0.3 refuses -march=native on a CPU with AVX-VNNI beside AVX-512 unless asked for this target.
#ifndef HWY_WANT_AVX3_DL
#define HWY_WANT_AVX3_DL
#endif

#include <hwy/ops/set_macros-inl.h>  // the target of this file's -m flags, and its name HWY_NAMESPACE: N_AVX2

#if HWY_HAVE_SCALABLE
#error \
    "Cameo: include cameo before Highway, or define HWY_DISABLED_TARGETS with HWY_SVE, HWY_SVE2 and HWY_RVV: their vectors have no size at compile time"
#endif

// CAMEO_ABI names the inline namespace that holds everything: library version, SIMD target and instructions
// of this translation unit. Two files compiled with different -m flags therefore share no symbol: without it
// the linker keeps one body of each inline function, and an old CPU meets AVX-512. The compiler also uses
// instructions that Highway's target does not: of AVX-512 beyond AVX3, or AVX2 where FMA is missing.
#if defined(__AVX512FP16__)
#define CAMEO_INSTRUCTIONS avx512fp16
#elif defined(__AVX512VBMI__)
#define CAMEO_INSTRUCTIONS avx512vbmi
#elif defined(__AVX512F__)
#define CAMEO_INSTRUCTIONS avx512f
#elif defined(__AVX2__) && defined(__FMA__)
#define CAMEO_INSTRUCTIONS avx2_fma
#elif defined(__AVX2__)
#define CAMEO_INSTRUCTIONS avx2
#elif defined(__AVX__)
#define CAMEO_INSTRUCTIONS avx
#elif defined(__SSE4_2__)
#define CAMEO_INSTRUCTIONS sse4_2
#elif defined(__SSSE3__)
#define CAMEO_INSTRUCTIONS ssse3
#elif defined(__ARM_FEATURE_SVE2)
#define CAMEO_INSTRUCTIONS sve2
#elif defined(__ARM_FEATURE_SVE)
#define CAMEO_INSTRUCTIONS sve
#elif defined(__riscv_vector)
#define CAMEO_INSTRUCTIONS rvv
#else
#define CAMEO_INSTRUCTIONS base
#endif

#define CAMEO_JOIN_NOW(version, target, instructions) version##_##target##_##instructions
#define CAMEO_JOIN(version, target, instructions) CAMEO_JOIN_NOW(version, target, instructions)
#define CAMEO_ABI CAMEO_JOIN(v0, HWY_NAMESPACE, CAMEO_INSTRUCTIONS)

// The macro `text`, expanded, as a string.
#define CAMEO_QUOTE_NOW(text) #text
#define CAMEO_QUOTE(text) CAMEO_QUOTE_NOW(text)

namespace cameo::inline CAMEO_ABI {

/// The SIMD target of this translation unit, as Highway names it: "AVX2", "AVX3_ZEN4", "NEON", "EMU128".
inline constexpr const char* target_name = &CAMEO_QUOTE(HWY_NAMESPACE)[2];  // without "N_"

/// The compiler was given no SIMD instructions to use: everything then runs many times slower.
inline constexpr bool simd_is_missing = HWY_STATIC_TARGET == HWY_SCALAR || HWY_STATIC_TARGET == HWY_EMU128;

/// Multiply-add rounds once.
inline constexpr bool fused_multiply_add = HWY_NATIVE_FMA != 0;

/// A vector has 16 floats: twice the multiply-adds for each byte that comes from memory.
inline constexpr bool wide_vectors = HWY_ARCH_X86 && HWY_STATIC_TARGET <= HWY_AVX3;

}  // namespace cameo::inline CAMEO_ABI
