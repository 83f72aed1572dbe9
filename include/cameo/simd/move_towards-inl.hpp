// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/map-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

struct MoveTowards {
  float part;
  HWY_INLINE FloatVector operator()(Floats d, FloatVector from, FloatVector to) const {
    return hn::MulAdd(hn::Set(d, part), hn::Sub(to, from), from);
  }
};

/// values += part * (targets - values)
inline void move_towards(float part, const float* targets, std::size_t count, float* values) {
  map(count, values, MoveTowards{part}, values, targets);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
