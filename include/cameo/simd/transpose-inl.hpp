// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Four by four values of 32 bits: to(j, i) = from(i, j). Targets of one lane have no vector of four.
template <class T>
HWY_INLINE void transpose_4x4(const T* from, std::size_t from_row, T* to, std::size_t to_row) {
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) to[j * to_row + i] = from[i * from_row + j];
#else
  const hn::FixedTag<T, 4> d;
  const auto a = hn::LoadU(d, from), b = hn::LoadU(d, from + from_row), c = hn::LoadU(d, from + 2 * from_row),
             e = hn::LoadU(d, from + 3 * from_row);
  const auto ab_low = hn::InterleaveLower(d, a, b), ab_high = hn::InterleaveUpper(d, a, b);
  const auto ce_low = hn::InterleaveLower(d, c, e), ce_high = hn::InterleaveUpper(d, c, e);
  hn::StoreU(hn::ConcatLowerLower(d, ce_low, ab_low), d, to);
  hn::StoreU(hn::ConcatUpperUpper(d, ce_low, ab_low), d, to + to_row);
  hn::StoreU(hn::ConcatLowerLower(d, ce_high, ab_high), d, to + 2 * to_row);
  hn::StoreU(hn::ConcatUpperUpper(d, ce_high, ab_high), d, to + 3 * to_row);
#endif
}

/// to(j, i) = from(i, j) for i < rows, j < columns.
template <class T>
HWY_INLINE void transpose(const T* from, std::size_t from_row, std::size_t rows, std::size_t columns, T* to,
                          std::size_t to_row) {
  const std::size_t whole_rows = rows - rows % 4, whole_columns = columns - columns % 4;
  for (std::size_t i = 0; i < whole_rows; i += 4)
    for (std::size_t j = 0; j < whole_columns; j += 4)
      transpose_4x4(from + i * from_row + j, from_row, to + j * to_row + i, to_row);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = i < whole_rows ? whole_columns : 0; j < columns; ++j)
      to[j * to_row + i] = from[i * from_row + j];
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
