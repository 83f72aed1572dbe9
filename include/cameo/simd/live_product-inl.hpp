// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/load_as_floats-inl.hpp"
#include "cameo/simd/parts-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Lists the i < count where x[i] is not 0 (a NaN is not), in order; returns how many. Up to max_lanes places
/// past them are overwritten.
HWY_INLINE int list_live(const float* x, int count, std::int32_t* list) {
  int live = 0, i = 0;
  if constexpr (fast_compress) {
    const Floats d;
    const hn::RebindToSigned<Floats> di;
    for (; i + max_lanes <= count; i += max_lanes) {
      const auto mask = hn::RebindMask(di, hn::Not(hn::Eq(hn::LoadU(d, x + i), hn::Zero(d))));
      hn::StoreU(hn::Compress(hn::Iota(di, i), mask), di, list + live);
      live += static_cast<int>(hn::CountTrue(di, mask));
    }
  }
  for (; i < count; ++i) {
    list[live] = i;
    live += x[i] != 0;
  }
  return live;
}

/// y[u] += the sum over r < Rows of factors[r] * rows[r][u], one r after another, for u < count; the lines of
/// `later` are fetched.
template <int Rows, class Weight>
HWY_INLINE void add_rows(const float (&factors)[Rows], const Weight* const (&rows)[Rows],
                         const Weight* const (&later)[Rows], std::size_t count, float* HWY_RESTRICT y) {
  const Floats d;
  FloatVector factor[Rows];
  CAMEO_UNROLL
  for (int r = 0; r < Rows; ++r) factor[r] = hn::Set(d, factors[r]);
  const auto add = [&](std::size_t u, FloatVector sum) CAMEO_INLINE {
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      fetch(later[r] + u);
      sum = hn::MulAdd(factor[r], load_as_floats(d, rows[r] + u), sum);
    }
    return sum;
  };
  const std::size_t whole = count - count % max_lanes;
  for (std::size_t u = 0; u < whole; u += max_lanes) hn::StoreU(add(u, hn::LoadU(d, y + u)), d, y + u);
  if (whole < count)
    store_some(add(whole, load_some(d, y + whole, count - whole)), d, y + whole, count - whole);
}

/// y[u] += the sum over k < count of x[k] * b(k, u), one k after another, for u < units. Rows where x[k] is 0
/// are not read: after ReLU they are 20 to 80 % of all, and here each weight is read for one multiply-add.
/// Rows are read from end to end, four at a time, so that sums are loaded and stored a quarter as often.
template <class Weight>
HWY_NOINLINE void add_live_rows(std::size_t count, const float* x, const Weight* b, std::size_t b_row,
                                std::size_t units, float* y) {
  constexpr int block = 256, at_once = 4;
  std::int32_t list[block + (std::max)(2 * at_once, max_lanes)];
  for (std::size_t first = 0; first < count; first += block) {
    const int left = static_cast<int>(std::min<std::size_t>(2 * block, count - first));
    const int rows = (std::min)(block, left), live = list_live(x + first, rows, list);
    for (int i = 0; i < 2 * at_once; ++i) list[live + i] = (std::min)(rows + i, left - 1);
    const auto add = [&]<int Rows>(int i) CAMEO_INLINE {
      float factors[Rows];
      const Weight *now[Rows], *later[Rows];
      CAMEO_UNROLL
      for (int r = 0; r < Rows; ++r) {
        const auto k = static_cast<std::size_t>(list[i + r]);
        factors[r] = x[first + k];
        now[r] = b + (first + k) * b_row;
        later[r] = b + (first + static_cast<std::size_t>(list[i + Rows + r])) * b_row;
      }
      add_rows(factors, now, later, units, y);
    };
    over_rows<at_once>(live, add);
  }
}

/// Bit i is set where x[i] is not 0 (a NaN is not), for i < count <= 64. Reads up to max_lanes - 1 floats
/// past them.
HWY_INLINE std::uint64_t live_bits(const float* x, std::size_t count) {
  const Floats d;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; i += max_lanes)
    bits |= mask_bits(d, hn::Not(hn::Eq(hn::LoadU(d, x + i), hn::Zero(d)))) << i;
  return bits & (~std::uint64_t{0} >> (64 - count));
}

/// How many of `count` floats are not 0. Up to max_lanes - 1 floats past them are read.
HWY_INLINE std::size_t count_live(const float* x, std::size_t count) {
  std::size_t live = 0;
  for (std::size_t i = 0; i < count; i += 64)
    live += hwy::PopCount(live_bits(x + i, std::min<std::size_t>(64, count - i)));
  return live;
}

/// sums[r][.] += the sum over k < count of a(r, k) * b(k, .), one k after another, without those where a(r,
/// k) is 0 in every row. Up to max_lanes - 1 floats past a row of `a` are read. Two rows at once are as fast
/// as add_product where nothing is 0, and skip half of what is when half is.
template <int Rows, int Vectors, class Weight>
HWY_INLINE void add_live_product(std::size_t count, const float* HWY_RESTRICT a,
                                 std::size_t a_row,                                // a(r, k)
                                 const Weight* HWY_RESTRICT b, std::size_t b_row,  // b(k, .)
                                 FloatVector (&sums)[Rows][Vectors]) {
  const Floats d;
  for (std::size_t first = 0; first < count; first += 64, a += 64, b += 64 * b_row) {
    std::uint64_t live = 0;
#pragma GCC unroll 1
    for (int r = 0; r < Rows; ++r)
      live |= live_bits(a + static_cast<std::size_t>(r) * a_row, std::min<std::size_t>(64, count - first));
#pragma GCC unroll 1
    for (; live != 0; live &= live - 1) {
      const std::size_t k = hwy::Num0BitsBelowLS1Bit_Nonzero64(live);
      FloatVector factors[Rows];
      CAMEO_UNROLL
      for (int r = 0; r < Rows; ++r) factors[r] = hn::Set(d, a[static_cast<std::size_t>(r) * a_row + k]);
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        FloatVector weights = load_as_floats(d, b + k * b_row + v * max_lanes);
        hold(weights);
        CAMEO_UNROLL
        for (int r = 0; r < Rows; ++r) sums[r][v] = hn::MulAdd(factors[r], weights, sums[r][v]);
      }
    }
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
