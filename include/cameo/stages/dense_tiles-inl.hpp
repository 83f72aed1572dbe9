// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/plan/tile.hpp"
#include "cameo/simd/compiler-inl.hpp"
#include "cameo/stages/run-inl.hpp"

// What both passes of a dense layer share.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// As many vectors of units as there are registers for in two rows, see add_live_product; more rows of fewer
/// vectors.
constexpr Tile dense_tile(std::size_t units) {
  constexpr int most = registers == 32 ? 16 : 12;
  Tile tile{8, even_part(divide_up(static_cast<int>(units), max_lanes), most / 2)};
  while (tile.rows * tile.vectors > most) tile.rows /= 2;
  return tile;
}

/// Units from u on; where so many vectors hold no other ones, as many as the compiler knows.
template <std::size_t Units, int Vectors>
constexpr std::size_t units_from(std::size_t u) {
  constexpr std::size_t width = Vectors * max_lanes;
  if (Units % max_lanes == 0) return width;
  return width >= Units ? Units : Units - u;
}

/// Fetches the values i .. i + Count - 1 of the samples sample .. sample + Rows - 1 of so many inputs.
template <int Rows, std::size_t Count>
HWY_INLINE void fetch_samples(const float* x, std::size_t inputs, std::size_t sample, std::size_t i) {
  for (std::size_t at = sample * inputs + i; at < (sample + Rows) * inputs; at += inputs)
    for (std::size_t line = at; line < at + Count; line += 16) fetch(x + line);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
