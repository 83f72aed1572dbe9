// SPDX-License-Identifier: MIT
#include "cameo/layers/dense.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "cameo/net/parameters.hpp"
#include "catch.hpp"

using namespace cameo;

namespace dense_test {

/// The largest value of the kernel of 20 inputs and 90 units.
template <Initializer Kernel>
float largest_of() {
  using Net = Sequential<Input<20>, Dense<90, DenseOptions{.initializer = Kernel}>>;
  const auto parameters = std::make_unique<Parameters<Net>>();
  parameters->initialize(1);
  float largest = 0;
  for (float value : parameters->of(parameter_tensors<Net>[0])) largest = std::max(largest, std::fabs(value));
  return largest;
}

TEST_CASE("Dense: shapes, cost and fans as Keras counts them") {
  using Layer = Dense<13, DenseOptions{.initializer = HeUniform}>;
  STATIC_REQUIRE(std::same_as<Layer::Output<Shape<11>>, Shape<13>>);
  STATIC_REQUIRE(Layer::multiply_adds<Shape<11>>() == 11 * 13);
  constexpr auto specs = Layer::parameters<Shape<11>>();
  STATIC_REQUIRE(specs[0].shape == TensorShape{{11, 13}, 2});
  STATIC_REQUIRE(specs[0].initializer == HeUniform);
  STATIC_REQUIRE(specs[0].fan_in == 11);
  STATIC_REQUIRE(specs[0].fan_out == 13);
  STATIC_REQUIRE(specs[1].shape == TensorShape{{13}, 1});
  STATIC_REQUIRE(specs[1].initializer == Zeros);
}

TEST_CASE("Dense: a kernel starts within the limits of its initializer") {
  CHECK(largest_of<HeUniform>() == Approx(std::sqrt(6.0 / 20)).epsilon(0.01));
  CHECK(largest_of<GlorotUniform>() == Approx(std::sqrt(6.0 / (20 + 90))).epsilon(0.01));
  CHECK(largest_of<HeNormal>() == Approx(2 * std::sqrt(2.0 / 20) / 0.8796).epsilon(0.02));
}

}  // namespace dense_test
