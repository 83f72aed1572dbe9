// SPDX-License-Identifier: MIT
#include "cameo/layers/prelu-inl.hpp"

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace prelu_test {

template <class In, int... SharedAxes>
void check_prelu() {
  using L = PReLU<SharedAxes...>;
  const auto shares = [](int axis) { return ((axis == SharedAxes) || ...); };
  const LayerRun<L, In> run;
  const std::array<std::size_t, 3> image{In::height, In::width, In::channels};
  const std::array<bool, 3> shared = In::rank == 3 ? std::array<bool, 3>{shares(1), shares(2), shares(3)}
                                                   : std::array<bool, 3>{true, true, shares(1)};
  check_layer_values(run,
                     reference::prelu(in_double(run.x), in_double(run.dy), in_double(run.w), image, shared));
  CHECK(check_layer<L, In>().message() == "");
}

TEST_CASE("PReLU with an alpha for each value") {
  for_each_shape([]<class In>() { check_prelu<In>(); });
}

TEST_CASE("PReLU with shared axes") {
  check_prelu<Shape<35>, 1>();
  check_prelu<Shape<3, 5, 23>, 1>();
  check_prelu<Shape<3, 5, 23>, 2>();
  check_prelu<Shape<3, 5, 23>, 3>();
  check_prelu<Shape<3, 5, 23>, 1, 2>();
  check_prelu<Shape<5, 3, 1>, 1, 3>();
  check_prelu<Shape<4, 2, 17>, 2, 3>();
  check_prelu<Shape<4, 2, 17>, 1, 2, 3>();
}

TEST_CASE("PReLU: shapes of alpha are Keras's, and it begins at 0") {
  using In = Shape<4, 5, 6>;
  CHECK(PReLU<>::parameters<In>()[0].shape == TensorShape{{4, 5, 6, 1}, 3});
  CHECK(PReLU<1, 2>::parameters<In>()[0].shape == TensorShape{{1, 1, 6, 1}, 3});
  CHECK(PReLU<>::parameters<Shape<7>>()[0].shape == TensorShape{{7, 1, 1, 1}, 1});
  CHECK(PReLU<1, 2>::parameters<In>()[0].initializer == Zeros);
}

TEST_CASE("PReLU at 0 has no gradient, as Keras's") {
  const LayerRun<PReLU<>, Shape<19>> run(std::vector<float>(3 * 19, 0.0f));
  CHECK(run.y == run.x);
  CHECK(run.dx == run.x);
  CHECK(run.dw == std::vector<float>(19, 0.0f));
}

}  // namespace prelu_test
