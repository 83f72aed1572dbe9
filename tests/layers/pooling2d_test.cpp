// SPDX-License-Identifier: MIT
#include "cameo/layers/pooling2d-inl.hpp"

#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace {

template <int Window, int Stride, class In>
void check_pooling() {
  constexpr reference::Pooling pooling{In::height, In::width, In::channels, Window, Window, Stride};
  const LayerRun<MaxPooling2D<Window, Stride>, In> largest;
  check_layer_values(largest, reference::max_pooling(in_double(largest.x), in_double(largest.dy), pooling));
  const LayerRun<AveragePooling2D<Window, Stride>, In> mean;
  check_layer_values(mean, reference::average_pooling(in_double(mean.x), in_double(mean.dy), pooling));
}

template <class In>
void check_global() {
  constexpr reference::Pooling pooling{In::height, In::width, In::channels, In::height, In::width, 1};
  const LayerRun<GlobalAveragePooling2D, In> run;
  check_layer_values(run, reference::average_pooling(in_double(run.x), in_double(run.dy), pooling));
}

}  // namespace

TEST_CASE("MaxPooling2D and AveragePooling2D: windows beside, apart and overlapping") {
  check_pooling<1, 1, Shape<1, 1, 1>>();
  check_pooling<2, 2, Shape<5, 7, 1>>();   // a row and a column are left over
  check_pooling<2, 1, Shape<4, 3, 3>>();   // windows overlap
  check_pooling<3, 2, Shape<7, 9, 16>>();  // likewise
  check_pooling<2, 3, Shape<8, 6, 37>>();  // pixels between windows
  check_pooling<5, 5, Shape<5, 5, 10>>();  // one window
}

TEST_CASE("GlobalAveragePooling2D") {
  check_global<Shape<1, 1, 1>>();
  check_global<Shape<7, 5, 3>>();
  check_global<Shape<4, 4, 33>>();
}

TEST_CASE("MaxPooling2D gives the gradient of equal values to the first of them") {
  using In = Shape<2, 2, 5>;
  const LayerRun<MaxPooling2D<2>, In> run(std::vector<float>(3 * In::size, 1.5f));
  for (std::size_t i = 0; i < run.dx.size(); ++i) {
    const std::size_t sample = i / In::size, place = i % In::size;
    CHECK(run.dx[i] == (place < 5 ? run.dy[sample * 5 + place] : 0.0f));
  }
}
