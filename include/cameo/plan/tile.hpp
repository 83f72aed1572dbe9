// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// A register tile: rows x vectors accumulators.
struct Tile {
  int rows, vectors;
};

constexpr int divide_up(int total, int part) { return (total + part - 1) / part; }

/// The size of equal parts, none above `most`, that cover `total`; the last one may be smaller.
constexpr int even_part(int total, int most) {
  return divide_up(total, divide_up(total, (std::max)(most, 1)));
}

/// The register tile of a matrix product, up to 3 vectors wide, and its rows.
constexpr int product_rows(int registers) { return registers == 32 ? 8 : 4; }
constexpr Tile product_tile(int vectors, int registers) {
  return {product_rows(registers), even_part(vectors, 3)};
}

/// rows x vectors of a tile that covers `rows` x `vectors` with at most `accumulators`, taking as many rows
/// as there are.
constexpr Tile tall_tile(int rows, int vectors, int accumulators) {
  const int tile_rows = even_part(rows, accumulators);
  return {tile_rows, even_part(vectors, accumulators / tile_rows)};
}

}  // namespace cameo::inline CAMEO_ABI::plan
