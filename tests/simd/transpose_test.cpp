// SPDX-License-Identifier: MIT
#include "cameo/simd/transpose-inl.hpp"

#include <vector>

#include "catch.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

TEST_CASE("transpose swaps rows and columns of any size and touches nothing else") {
  for (std::size_t rows : {1u, 3u, 4u, 9u, 16u})
    for (std::size_t columns : {1u, 4u, 6u, 12u, 17u}) {
      CAPTURE(rows, columns);
      const std::size_t from_row = columns + 1, to_row = rows + 2;
      std::vector<float> from(rows * from_row), to(columns * to_row, -1.0f);
      for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<float>(i);
      transpose(from.data(), from_row, rows, columns, to.data(), to_row);
      int wrong = 0;
      for (std::size_t j = 0; j < columns; ++j)
        for (std::size_t i = 0; i < to_row; ++i)
          wrong += to[j * to_row + i] != (i < rows ? from[i * from_row + j] : -1.0f);
      CHECK(wrong == 0);
    }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
