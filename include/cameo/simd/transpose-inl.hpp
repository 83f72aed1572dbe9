// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR  // it has no vector of four
/// Lanes 4k .. 4k + 3 are the first four values of row 4k.
template <class Tag, class Value>
HWY_INLINE hn::Vec<Tag> load_blocks(Tag d, const Value* from, std::size_t row) {
  constexpr std::size_t lanes = hn::MaxLanes(Tag());
  if constexpr (lanes <= 4) {
    return hn::LoadU(d, from);
  } else {
    const hn::Half<Tag> half;
    return hn::Combine(d, load_blocks(half, from + lanes / 2 * row, row), load_blocks(half, from, row));
  }
}

/// As many rows as the tag has lanes, four columns of 32 bits: to(j, i) = from(i, j). Blocks of four lanes
/// arrive in their places straight from memory, so that no shuffle crosses them.
template <class Tag, class Value>
HWY_INLINE void transpose_strip(Tag d, const Value* from, std::size_t from_row, Value* to,
                                std::size_t to_row) {
  const hn::Repartition<std::uint64_t, Tag> pairs;
  const auto a = load_blocks(d, from, from_row), b = load_blocks(d, from + from_row, from_row),
             c = load_blocks(d, from + 2 * from_row, from_row),
             e = load_blocks(d, from + 3 * from_row, from_row);
  const auto ab_low = hn::BitCast(pairs, hn::InterleaveLower(d, a, b)),
             ab_high = hn::BitCast(pairs, hn::InterleaveUpper(d, a, b)),
             ce_low = hn::BitCast(pairs, hn::InterleaveLower(d, c, e)),
             ce_high = hn::BitCast(pairs, hn::InterleaveUpper(d, c, e));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab_low, ce_low)), d, to);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_low, ce_low)), d, to + to_row);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(pairs, ab_high, ce_high)), d, to + 2 * to_row);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(pairs, ab_high, ce_high)), d, to + 3 * to_row);
}

#endif

/// The rows from `i` on by so many at once as the tag has lanes, then ever halves of it; returns how many are
/// done.
template <int Lanes, class Value>
HWY_INLINE std::size_t transpose_strips(const Value* from, std::size_t from_row, std::size_t rows,
                                        std::size_t columns, Value* to, std::size_t to_row,
                                        std::size_t i = 0) {
  const hn::FixedTag<Value, Lanes> d;
  for (; i + Lanes <= rows; i += Lanes)
    for (std::size_t j = 0; j < columns; j += 4)
      transpose_strip(d, from + i * from_row + j, from_row, to + j * to_row + i, to_row);
  if constexpr (Lanes > 4) return transpose_strips<Lanes / 2>(from, from_row, rows, columns, to, to_row, i);
  return i;
}

/// to(j, i) = from(i, j) for i < rows, j < columns. One function for everybody: inlined it would be a tenth
/// of a network's code.
template <class Value>
HWY_NOINLINE void transpose(const Value* from, std::size_t from_row, std::size_t rows, std::size_t columns,
                            Value* to, std::size_t to_row) {
  std::size_t whole_rows = 0, whole_columns = 0;
  if constexpr (max_lanes >= 4) {
    whole_columns = columns - columns % 4;
    whole_rows = transpose_strips<max_lanes>(from, from_row, rows, whole_columns, to, to_row);
  }
  for (std::size_t i = whole_columns == columns ? whole_rows : 0; i < rows; ++i)
    for (std::size_t j = i < whole_rows ? whole_columns : 0; j < columns; ++j)
      to[j * to_row + i] = from[i * from_row + j];
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
