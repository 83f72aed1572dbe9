// SPDX-License-Identifier: MIT
#include "cameo/layers/conv2d-inl.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "cameo/net/parameters.hpp"
#include "catch.hpp"
#include "layers/run_conv.hpp"

using namespace cameo;
using namespace cameo_test;

namespace conv2d_test {

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

template <class In, int Filters, Window Size, Conv Options>
void check_conv() {
  check_convolution<Conv2D<Filters, Size, Options>, In>(Options.groups);
}

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

TEST_CASE("Conv2D with dilation and groups: shapes, cost and fans as Keras counts them") {
  using In = Shape<9, 8, 6>;
  using Layer = Conv2D<4, Window{3, 2}, Conv{.dilation = {2, 3}, .groups = 2}>;
  STATIC_REQUIRE(std::same_as<Layer::Output<In>, Shape<5, 5, 4>>);
  STATIC_REQUIRE(Layer::multiply_adds<In>() == 5 * 5 * 4 * 3 * 2 * 3);
  constexpr auto specs = Layer::parameters<In>();
  STATIC_REQUIRE(specs[0].shape == TensorShape{{3, 2, 3, 4}, 4});
  STATIC_REQUIRE(specs[0].fan_in == 3 * 2 * 3);
  STATIC_REQUIRE(specs[0].fan_out == 3 * 2 * 4);
  STATIC_REQUIRE(
      std::same_as<Conv2D<4, 3, Conv{.padding = Same, .dilation = 9}>::Output<In>, Shape<9, 8, 4>>);
}

TEST_CASE("Conv2D with dilation and groups agrees with plain loops in double precision") {
  check_conv<Shape<9, 11, 16>, 24, 3, Conv{.dilation = 2}>();
  check_conv<Shape<7, 8, 3>, 35, Window{3, 2}, Conv{.padding = Same, .dilation = {2, 3}}>();
  check_conv<Shape<5, 4, 42>, 14, 2, Conv{.stride = {1, 2}, .groups = 2}>();
  check_conv<Shape<7, 5, 6>, 9, 3, Conv{.padding = 1, .dilation = {1, 2}, .groups = 3}>();
  check_conv<Shape<4, 5, 3>, 12, 2, Conv{.groups = 3, .bias = false}>();  // with several filters
}

#if !CAMEO_QUICK_TESTS

TEST_CASE("Conv2D with dilation and groups: further options") {
  check_conv<Shape<9, 10, 5>, 7, 3,
             Conv{.stride = 2, .padding = {2, 1, 0, 3}, .dilation = 3, .bias = false}>();
  check_conv<Shape<6, 17, 32>, 64, 3, Conv{.padding = Same, .groups = 8}>();
  check_conv<Shape<7, 10, 20>, 20, 3, Conv{.padding = Same, .groups = 20}>();  // as DepthwiseConv2D
  check_conv<Shape<4, 5, 1>, 3, 1, Conv{.dilation = 2}>();
}

#endif

TEST_CASE("Conv2D with dilation and groups: backward is the gradient of forward") {
  check_by_differences<Conv2D<5, 3, Conv{.dilation = 2}>, Shape<7, 9, 3>>();
  check_by_differences<Conv2D<6, Window{3, 2}, Conv{.stride = {1, 2}, .padding = Same, .groups = 2}>,
                       Shape<5, 6, 4>>();
  check_by_differences<Conv2D<6, 3, Conv{.padding = {1, 2, 0, 3}, .groups = 3, .bias = false}>,
                       Shape<4, 5, 3>>();
}

TEST_CASE("Conv2D: a kernel starts within the limits of its initializer") {
  CHECK(largest_of<HeUniform>() == Approx(std::sqrt(6.0 / 45)).epsilon(0.01));
  CHECK(largest_of<GlorotUniform>() == Approx(std::sqrt(6.0 / (45 + 360))).epsilon(0.01));
  CHECK(largest_of<HeNormal>() == Approx(2 * std::sqrt(2.0 / 45) / 0.8796).epsilon(0.02));
}

}  // namespace conv2d_test
