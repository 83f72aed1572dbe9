// SPDX-License-Identifier: MIT
#include "cameo/plan/conv_block.hpp"

#include "catch.hpp"

using namespace cameo;
using namespace cameo::plan;

namespace conv_block_test {
constexpr bool fits(int width, int pool, int filters, int lanes, int registers) {
  ConvGeometry g{};
  g.pool = pool;
  g.width = width;
  g.filters = filters;
  const Tile tile = conv_forward_tile(g, lanes, registers);
  const int sums = tile.rows * g.positions() * tile.vectors;
  return tile.rows >= 1 && tile.rows <= width && tile.vectors >= 1 && (tile.vectors - 1) * lanes < filters &&
         sums + tile.vectors + 1 <= registers;
}

TEST_CASE("a register tile of a direct convolution fits the registers with its operands") {
  for (int lanes : {1, 4, 8, 16})
    for (int registers : {15, 16, 32})
      for (int pool : {1, 2, 3})
        for (int filters : {1, 6, 16, 17, 32, 48, 64, 130})
          for (int width : {1, 2, 7, 16, 28}) {
            CAPTURE(lanes, registers, pool, filters, width);
            CHECK(fits(width, pool, filters, lanes, registers));
          }
}

TEST_CASE("a register tile takes as many cells and filters as save the most loads") {
  ConvGeometry g{};
  g.pool = 1;
  g.width = 16;
  g.filters = 32;
  const Tile avx2 = conv_forward_tile(g, 8, 16), avx512 = conv_forward_tile(g, 16, 32);
  CHECK((avx2.rows == 6 && avx2.vectors == 2));
  CHECK((avx512.rows == 8 && avx512.vectors == 2));
}

}  // namespace conv_block_test
