// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/simd/map-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

// Sums over a fixed width of 16: column j adds up the values j, j + 16, ... and the columns are added as a
// tree. So the order, and the bits, are the same for every number of lanes.

/// The sum of 16 columns, as a tree. Overwrites them.
template <class Number>
Number sum_columns(Number* columns) {
  for (int width = 8; width >= 1; width /= 2)
    for (int j = 0; j < width; ++j) columns[j] += columns[j + width];
  return columns[0];
}

/// What `f` adds up of n values of each input: f(d, sum, inputs...) is a sum to which it has added. `f` is an
/// object whose operator() is HWY_INLINE.
template <class Function, class... Inputs>
HWY_INLINE float accumulate(std::size_t n, const Function& f, const Inputs*... inputs) {
  const Floats d;
  HWY_ALIGN float columns[16];
  for (std::size_t first = 0; first < 16; first += max_lanes) {
    FloatVector sum = hn::Zero(d);
    std::size_t i = first;
    for (; i + max_lanes <= n; i += 16) sum = f(d, sum, hn::LoadU(d, inputs + i)...);
    hn::Store(sum, d, columns + first);
    if (i < n) store_some(f(d, sum, load_some(d, inputs + i, n - i)...), d, columns + first, n - i);
  }
  return sum_columns(columns);
}

struct AddProduct {
  HWY_INLINE FloatVector operator()(Floats, FloatVector sum, FloatVector x, FloatVector y) const {
    return hn::MulAdd(x, y, sum);
  }
};

/// x[0] + ... + x[n - 1]
inline float sum(const float* x, std::size_t n) { return accumulate(n, Sum{}, x); }

/// x[0] * y[0] + ... + x[n - 1] * y[n - 1]
inline float dot(const float* x, const float* y, std::size_t n) { return accumulate(n, AddProduct{}, x, y); }

/// x[0]^2 + ... + x[n - 1]^2 in double, which holds the square of any float exactly.
inline double sum_of_squares(const float* x, std::size_t n) {
  double columns[16] = {};
  const auto add = [&](std::size_t i, std::size_t j) {
    const auto value = static_cast<double>(x[i + j]);
    columns[j] += value * value;
  };
  const std::size_t whole = n - n % 16;
  for (std::size_t i = 0; i < whole; i += 16)
    for (std::size_t j = 0; j < 16; ++j) add(i, j);
  for (std::size_t j = 0; j < n - whole; ++j) add(whole, j);
  return sum_columns(columns);
}

struct AddNothing {
  HWY_INLINE FloatVector operator()(Floats d, FloatVector sum, FloatVector x) const {
    return hn::MulAdd(x, hn::Zero(d), sum);
  }
};

/// Whether none of x[0] .. x[n - 1] is NaN or infinite: 0 times those is NaN.
inline HWY_NOINLINE bool all_finite(const float* x, std::size_t n) {
  return accumulate(n, AddNothing{}, x) == 0;
}

/// The largest of x[0] .. x[n - 1]; n >= 1.
inline float largest(const float* x, std::size_t n) { return *std::max_element(x, x + n); }

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
