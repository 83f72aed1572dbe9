// SPDX-License-Identifier: MIT
#include "cameo/layers/picture_standardization-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace picture_standardization_test {

template <class In>
void check_standardization(float limit) {
  const LayerRun<PictureStandardization, In> run(random_values(1, 3 * In::size, limit));
  check_layer_values(run, reference::standardization(in_double(run.x), in_double(run.dy), In::size));
}

TEST_CASE("PictureStandardization takes mean and deviation of a sample out") {
  check_standardization<Shape<5>>(30);
  check_standardization<Shape<35>>(3);
  check_standardization<Shape<1, 4, 16>>(3);
  check_standardization<Shape<3, 5, 23>>(255);
  check_standardization<Shape<64, 64, 1>>(3);
}

TEST_CASE("PictureStandardization divides by at least 1 / sqrt(N), as TensorFlow") {
  std::vector<float> x(3 * 16, 7.0f);
  x[16] = 7.5f;  // the second sample: a deviation of 0.12
  const LayerRun<PictureStandardization, Shape<4, 4, 1>> run(x);
  for (std::size_t i = 0; i < 16; ++i) CHECK(run.y[i] == 0);
  CHECK(run.y[16] == Approx(0.46875f * 4));
  CHECK(run.y[17] == Approx(-0.03125f * 4));
}

TEST_CASE("check_layer agrees with PictureStandardization") {
  CHECK(check_layer<PictureStandardization, Shape<5, 4, 3>>().message() == "");
  CHECK(check_layer<PictureStandardization, Shape<17>>().message() == "");
}

}  // namespace picture_standardization_test
