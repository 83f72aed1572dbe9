// SPDX-License-Identifier: MIT
#include "cameo/layers/conv2d.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "cameo/net/parameters.hpp"
#include "catch.hpp"

using namespace cameo;

namespace {

/// The largest value of the kernel of a convolution of 5 channels by 40 filters of 3x3.
template <Initializer Kernel>
float largest_of() {
  using Net = Sequential<Input<9, 8, 5>, Conv2D<40, 3, Conv{.stride = 2, .initializer = Kernel}>>;
  const auto parameters = std::make_unique<Parameters<Net>>();
  parameters->initialize(1);
  float largest = 0;
  for (float value : parameters->of(parameter_tensors<Net>[0])) largest = std::max(largest, std::fabs(value));
  return largest;
}

}  // namespace

TEST_CASE("Conv2D: shapes, cost and fans as Keras counts them") {
  using In = Shape<9, 8, 5>;
  using Layer = Conv2D<7, 3, Conv{.stride = 2, .initializer = HeNormal}>;
  STATIC_REQUIRE(std::same_as<Layer::Output<In>, Shape<4, 3, 7>>);
  STATIC_REQUIRE(Layer::multiply_adds<In>() == 4 * 3 * 7 * 3 * 3 * 5);
  constexpr auto specs = Layer::parameters<In>();
  STATIC_REQUIRE(specs[0].shape == TensorShape{{3, 3, 5, 7}, 4});
  STATIC_REQUIRE(specs[0].initializer == HeNormal);
  STATIC_REQUIRE(specs[0].fan_in == 3 * 3 * 5);
  STATIC_REQUIRE(specs[0].fan_out == 3 * 3 * 7);
  STATIC_REQUIRE(specs[1].shape == TensorShape{{7}, 1});
  STATIC_REQUIRE(specs[1].initializer == Zeros);
}

TEST_CASE("Conv2D: a kernel starts within the limits of its initializer") {
  CHECK(largest_of<HeUniform>() == Approx(std::sqrt(6.0 / 45)).epsilon(0.01));
  CHECK(largest_of<GlorotUniform>() == Approx(std::sqrt(6.0 / (45 + 360))).epsilon(0.01));
  CHECK(largest_of<HeNormal>() == Approx(2 * std::sqrt(2.0 / 45) / 0.8796).epsilon(0.02));
}
