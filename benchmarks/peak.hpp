// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compat-inl.hpp"
#include "cameo/simd/compiler-inl.hpp"

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

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

namespace benchmarks {

inline constexpr double fma_peak_multiply_adds =
    double{cameo::HWY_NAMESPACE::fma_chains} * fma_rounds * cameo::HWY_NAMESPACE::max_lanes;

inline void run_fma_peak() {
  [[maybe_unused]] static volatile float sink;
  sink = cameo::HWY_NAMESPACE::fma_rounds_in_registers();
}

}  // namespace benchmarks
