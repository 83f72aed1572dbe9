// SPDX-License-Identifier: MIT
#include "cameo/layers/unit_normalization-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace unit_normalization_test {

template <class In>
void check_unit_normalization(float limit) {
  const LayerRun<UnitNormalization, In> run(random_values(1, 3 * In::size, limit));
  check_layer_values(run, reference::unit_normalization(in_double(run.x), in_double(run.dy), In::channels));
}

TEST_CASE("UnitNormalization over the last axis") {
  check_unit_normalization<Shape<2>>(3);
  check_unit_normalization<Shape<35>>(3);
  check_unit_normalization<Shape<1, 4, 16>>(3);
  check_unit_normalization<Shape<3, 5, 23>>(3);
  check_unit_normalization<Shape<1000>>(1000);
}

TEST_CASE("UnitNormalization divides by at least 1e-12, as Keras; what is shorter gets no gradient") {
  std::vector<float> x(3 * 19, 0.0f);
  x[19] = 3e-13f;  // the second sample
  const LayerRun<UnitNormalization, Shape<19>> run(x);
  CHECK(run.y[0] == 0);
  CHECK(run.y[19] == Approx(0.3f));
  CHECK(run.y[20] == 0);
  for (float dx : run.dx) CHECK(dx == 0);
}

TEST_CASE("check_layer agrees with UnitNormalization") {
  CHECK(check_layer<UnitNormalization, Shape<3, 2, 7>>().message() == "");
  CHECK(check_layer<UnitNormalization, Shape<17>>().message() == "");
}

}  // namespace unit_normalization_test
