// SPDX-License-Identifier: MIT
#include "cameo/layers/cosine_dense-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace cosine_dense_test {

template <class In, int Classes>
void check_cosine_dense(float limit = 3) {
  const LayerRun<CosineDense<Classes>, In> run(random_values(1, 3 * In::size, limit));
  check_layer_values(run,
                     reference::cosine_dense(in_double(run.x), in_double(run.dy), in_double(run.w), Classes));
}

TEST_CASE("CosineDense gives cosines, of any number of inputs and classes") {
  check_cosine_dense<Shape<2>, 1>();
  check_cosine_dense<Shape<3>, 2>();
  check_cosine_dense<Shape<35>, 16>();
  check_cosine_dense<Shape<16>, 35>();
  check_cosine_dense<Shape<128>, 67>();
  check_cosine_dense<Shape<7>, 19>(1000);
  check_cosine_dense<Shape<7>, 19>(0.3f);
}

TEST_CASE("CosineDense: a vector of zeros is at right angles to all, and gets no gradient") {
  const LayerRun<CosineDense<5>, Shape<19>> run(std::vector<float>(3 * 19, 0.0f));
  for (float y : run.y) CHECK(y == 0);
  for (float dw : run.dw) CHECK(dw == 0);
  for (float dx : run.dx) CHECK(dx == 0);
}

TEST_CASE("check_layer agrees with CosineDense") {
  CHECK(check_layer<CosineDense<7>, Shape<17>>().message() == "");
  CHECK(check_layer<CosineDense<33>, Shape<5>>().message() == "");
}

}  // namespace cosine_dense_test
