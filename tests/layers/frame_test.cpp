// SPDX-License-Identifier: MIT
#include "cameo/layers/frame-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace frame_test {

/// y[i, j] = x[i - down, j - right], 0 outside.
template <class L, class In>
void check_shift(int height, int width, int down, int right) {
  using Out = typename L::template Output<In>;
  REQUIRE(std::vector<int>(Out::sizes.begin(), Out::sizes.end()) ==
          std::vector<int>{height, width, In::channels});
  const LayerRun<L, In> run;
  check_layer_values(
      run, reference::linear(in_double(run.x), in_double(run.dy), In::size, [&](std::size_t o) {
        const reference::Position y(o, width, In::channels);
        const int row = y.row - down, column = y.column - right;
        std::vector<reference::Term> terms;
        if (row >= 0 && row < In::height && column >= 0 && column < In::width)
          terms.push_back(
              {static_cast<std::size_t>((row * In::width + column) * In::channels + y.channel), 1});
        return terms;
      }));
}

TEST_CASE("ZeroPadding2D: all sides, rows and columns, each side") {
  check_shift<ZeroPadding2D<2>, Shape<1, 1, 1>>(5, 5, 2, 2);
  check_shift<ZeroPadding2D<0>, Shape<3, 5, 23>>(3, 5, 0, 0);
  check_shift<ZeroPadding2D<1, 3>, Shape<2, 4, 16>>(4, 10, 1, 3);
  check_shift<ZeroPadding2D<0, 1, 2, 3>, Shape<3, 5, 23>>(4, 10, 0, 2);
  check_shift<ZeroPadding2D<2, 0, 0, 1>, Shape<3, 1, 2>>(5, 2, 2, 0);
}

TEST_CASE("Cropping2D: all sides, rows and columns, each side") {
  check_shift<Cropping2D<2>, Shape<5, 6, 1>>(1, 2, -2, -2);
  check_shift<Cropping2D<0>, Shape<3, 5, 23>>(3, 5, 0, 0);
  check_shift<Cropping2D<1, 2>, Shape<4, 7, 16>>(2, 3, -1, -2);
  check_shift<Cropping2D<0, 1, 2, 3>, Shape<3, 6, 23>>(2, 1, 0, -2);
  check_shift<Cropping2D<2, 0, 0, 1>, Shape<3, 3, 2>>(1, 2, -2, 0);
}

TEST_CASE("check_layer agrees with ZeroPadding2D and Cropping2D") {
  CHECK(check_layer<ZeroPadding2D<1, 0, 2, 3>, Shape<3, 2, 3>>().message() == "");
  CHECK(check_layer<Cropping2D<1, 0, 2, 1>, Shape<3, 5, 3>>().message() == "");
}

}  // namespace frame_test
