// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/load_as_floats-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// A tile of zeros. `= {}` would not do: Highway's NEON vectors construct
/// themselves without a value.
template <int Rows, int Vectors>
HWY_INLINE void clear(FloatVector (&sums)[Rows][Vectors]) {
  CAMEO_UNROLL
  for (int r = 0; r < Rows; ++r) {
    CAMEO_UNROLL
    for (int v = 0; v < Vectors; ++v) sums[r][v] = hn::Zero(Floats());
  }
}

/// What add_product does with the rows of b that it has loaded: nothing.
struct Forget {
  HWY_INLINE void operator()(std::size_t, int, FloatVector) const {}
};

/// It fetches `share` weights beside each row. All at once they would fill the queue in which the product's
/// own lines wait.
template <class Weight>
struct FetchBeside {
  const Weight* from;
  std::size_t share;
  HWY_INLINE void operator()(std::size_t k, int v, FloatVector) const {
    if (v == 0) fetch(from + k * share);
  }
};

/// Of `products` with the same b (count, width), number `product` fetches its share of the next b, which is
/// as large.
template <class Weight>
HWY_INLINE FetchBeside<Weight> fetch_next(const Weight* next, int count, int width, int product,
                                          int products) {
  const int share = (width + products - 1) / products;
  return {next + count * product * share, static_cast<std::size_t>(share)};
}

/// A register tile of a matrix product: sums[r][.] += the sum over k of a(r, k)
/// * b(k, .), one k after another. `beside(k, v, b)` is called with each vector v of b(k, .).
template <int Rows, int Vectors, class Weight, class Beside = Forget>
HWY_INLINE void add_product(std::size_t count, const float* HWY_RESTRICT a, std::size_t a_row,
                            std::size_t a_step,                               // a(r, k)
                            const Weight* HWY_RESTRICT b, std::size_t b_row,  // b(k, .)
                            FloatVector (&sums)[Rows][Vectors], const Beside& beside = {}) {
  const Floats d;
#pragma GCC unroll 2  // .94 of the time: fewer instructions for each multiply-add. 4 are as fast
  for (std::size_t k = 0; k < count; ++k, a += a_step, b += b_row) {
    FloatVector row[Vectors];
    CAMEO_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      FloatVector vector = load_as_floats(d, b + v * max_lanes);
      hold(vector);
      beside(k, v, vector);
      row[v] = vector;
    }
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      const auto factor = hn::Set(d, a[static_cast<std::size_t>(r) * a_row]);
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) sums[r][v] = hn::MulAdd(factor, row[v], sums[r][v]);
    }
  }
}

/// The same for a tile one vector of any length wide.
template <int Rows, class Tag>
HWY_INLINE void add_product(Tag d, int count, const float* HWY_RESTRICT a, int a_row, int a_step,  // a(r, k)
                            const float* HWY_RESTRICT b, int b_row,                                // b(k, .)
                            hn::Vec<Tag> (&sums)[Rows]) {
#pragma GCC unroll 1
  for (int k = 0; k < count; ++k, a += a_step, b += b_row) {
    const auto row = hn::LoadU(d, b);
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) sums[r] = hn::MulAdd(hn::Set(d, a[r * a_row]), row, sums[r]);
  }
}

/// Such a tile from memory, its rows `from_row` floats apart.
template <int Rows, class Tag>
HWY_INLINE void load_column(Tag d, const float* from, int from_row, hn::Vec<Tag> (&sums)[Rows]) {
  CAMEO_UNROLL
  for (int r = 0; r < Rows; ++r) sums[r] = hn::LoadU(d, from + r * from_row);
}

template <int Rows, class Tag>
HWY_INLINE void store_column(Tag d, const hn::Vec<Tag> (&sums)[Rows], float* to, int to_row) {
  CAMEO_UNROLL
  for (int r = 0; r < Rows; ++r) hn::StoreU(sums[r], d, to + r * to_row);
}

/// The first `count` weights of `Vectors` vectors, as floats; nothing past them is read.
template <int Vectors, class Weight>
HWY_INLINE void load_row(const Weight* from, std::size_t count, FloatVector (&row)[Vectors]) {
  const Floats d;
  CAMEO_UNROLL
  for (int v = 0; v < Vectors; ++v) {
    const std::size_t at = static_cast<std::size_t>(v) * max_lanes;
    row[v] = at + max_lanes <= count ? load_as_floats(d, from + at)
             : at < count            ? load_some_as_floats(d, from + at, count - at)
                                     : hn::Zero(d);
  }
}

/// Stores the first `count` floats of `Vectors` vectors, and nothing past them.
template <int Vectors>
HWY_INLINE void store_row(const FloatVector (&row)[Vectors], float* to, std::size_t count) {
  const Floats d;
  CAMEO_UNROLL
  for (int v = 0; v < Vectors; ++v) {
    const std::size_t at = static_cast<std::size_t>(v) * max_lanes;
    if (at + max_lanes <= count)
      hn::StoreU(row[v], d, to + at);
    else if (at < count)
      store_some(row[v], d, to + at, count - at);
  }
}

/// load_row for each row of a tile, `from_row` floats apart.
template <int Rows, int Vectors>
HWY_INLINE void load_rows(const float* from, std::size_t from_row, std::size_t count,
                          FloatVector (&rows)[Rows][Vectors]) {
  CAMEO_UNROLL
  for (int r = 0; r < Rows; ++r) load_row(from + static_cast<std::size_t>(r) * from_row, count, rows[r]);
}

/// store_row for each row of a tile, `to_row` floats apart.
template <int Rows, int Vectors>
HWY_INLINE void store_rows(const FloatVector (&rows)[Rows][Vectors], float* to, std::size_t to_row,
                           std::size_t count) {
  CAMEO_UNROLL
  for (int r = 0; r < Rows; ++r) store_row(rows[r], to + static_cast<std::size_t>(r) * to_row, count);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
