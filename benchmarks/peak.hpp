// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/simd/compat-inl.hpp"
#include "cameo/simd/compiler-inl.hpp"

// What one core can do at most: multiply-adds in registers alone, and reading from memory.

namespace benchmarks {
inline constexpr int fma_rounds = 200'000;
}  // namespace benchmarks

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Chains of multiply-adds that do not wait for each other: more than latency times units of a CPU (8 on x86
/// of today, 16 on Apple's), and few enough to stay in registers.
inline constexpr int fma_chains = accumulators;

/// Multiply-adds in registers alone; returns something that depends on all of them.
inline float fma_rounds_in_registers() {
  const Floats d;
  FloatVector sums[fma_chains];
  CAMEO_UNROLL
  for (int i = 0; i < fma_chains; ++i) sums[i] = hn::Set(d, static_cast<float>(i));
  const FloatVector factor = hn::Set(d, 0.999f), addend = hn::Set(d, 0.5f);
  for (int round = 0; round < benchmarks::fma_rounds; ++round) {
    CAMEO_UNROLL
    for (int i = 0; i < fma_chains; ++i) sums[i] = hn::MulAdd(sums[i], factor, addend);
  }
  CAMEO_UNROLL
  for (int i = 1; i < fma_chains; ++i) sums[0] = hn::Add(sums[0], sums[i]);
  return hn::GetLane(sums[0]);
}

/// The sum of many floats, whose number is a multiple of 128.
inline float sum_in_order(const float* values, std::size_t count) {
  const Floats d;
  FloatVector sums[8];
  CAMEO_UNROLL
  for (int i = 0; i < 8; ++i) sums[i] = hn::Zero(d);
  for (std::size_t at = 0; at < count; at += 8 * hn::Lanes(d)) {
    CAMEO_UNROLL
    for (std::size_t i = 0; i < 8; ++i)
      sums[i] = hn::Add(sums[i], hn::LoadU(d, values + at + i * hn::Lanes(d)));
  }
  CAMEO_UNROLL
  for (int i = 1; i < 8; ++i) sums[0] = hn::Add(sums[0], sums[i]);
  return hn::GetLane(sums[0]);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

namespace benchmarks {

inline constexpr double fma_peak_multiply_adds =
    double{cameo::HWY_NAMESPACE::fma_chains} * fma_rounds * cameo::HWY_NAMESPACE::max_lanes;

/// Results go there, so that they are computed.
inline volatile float sink;

inline void run_fma_peak() { sink = cameo::HWY_NAMESPACE::fma_rounds_in_registers(); }

inline void run_reading(const float* values, std::size_t count) {
  sink = cameo::HWY_NAMESPACE::sum_in_order(values, count);
}

}  // namespace benchmarks
