// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// How a loop reads and writes: whole vectors. PartVector takes its place at the end of a row.
struct WholeVector {
  Floats d;
  HWY_INLINE FloatVector load(const float* p) const { return hn::LoadU(d, p); }
  HWY_INLINE void store(FloatVector v, float* p) const { hn::StoreU(v, d, p); }
};

/// The first `count` values of a vector in memory.
struct PartVector {
  Floats d;
  std::size_t count;
  HWY_INLINE FloatVector load(const float* p) const { return load_some(d, p, count); }
  HWY_INLINE void store(FloatVector v, float* p) const { store_some(v, d, p, count); }
};

/// f(WholeVector or PartVector, first value) for each vector of n values.
template <class Function>
HWY_INLINE void over_vectors(std::size_t n, const Function& f) {
  const Floats d;
  const std::size_t left = n % max_lanes, whole = n - left;
  for (std::size_t i = 0; i < whole; i += max_lanes) f(WholeVector{d}, i);
  if (left > 0) f(PartVector{d, left}, whole);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
