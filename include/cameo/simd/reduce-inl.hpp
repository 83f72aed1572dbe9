// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

// Sums over a fixed width of 16: column j adds up the values j, j + 16, ... and the columns are added as a
// tree. So the order, and the bits, are the same for every number of lanes.

/// The sum of 16 columns, as a tree. Overwrites them.
inline float sum_columns(float* columns) {
  for (int width = 8; width >= 1; width /= 2)
    for (int j = 0; j < width; ++j) columns[j] += columns[j + width];
  return columns[0];
}

/// x[0] + ... + x[n - 1]
inline float sum(const float* x, std::size_t n) {
  float columns[16] = {};
  for (std::size_t i = 0; i < n; i += 16)
    for (std::size_t j = 0; j < std::min<std::size_t>(n - i, 16); ++j) columns[j] += x[i + j];
  return sum_columns(columns);
}

/// x[0] * y[0] + ... + x[n - 1] * y[n - 1]
inline float dot(const float* x, const float* y, std::size_t n) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN float columns[16] = {};
  for (std::size_t i = 0; i < n; i += lanes) {
    float* column = columns + i % 16;
    const std::size_t left = n - i;
    const auto a = left < lanes ? load_some(d, x + i, left) : hn::LoadU(d, x + i);
    const auto b = left < lanes ? load_some(d, y + i, left) : hn::LoadU(d, y + i);
    hn::Store(hn::MulAdd(a, b, hn::Load(d, column)), d, column);
  }
  return sum_columns(columns);
}

/// The largest of x[0] .. x[n - 1]; n >= 1.
inline float largest(const float* x, std::size_t n) { return *std::max_element(x, x + n); }

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
