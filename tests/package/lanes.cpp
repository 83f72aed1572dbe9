// SPDX-License-Identifier: MIT
#include "lanes.hpp"

#include "cameo/dispatch.hpp"
#include "cameo/simd/compat-inl.hpp"

namespace {
int count() { return cameo::HWY_NAMESPACE::max_lanes; }
}  // namespace

CAMEO_DISPATCHED(Lanes, .count = count)
