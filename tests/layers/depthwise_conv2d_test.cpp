// SPDX-License-Identifier: MIT
#include "cameo/layers/depthwise_conv2d-inl.hpp"

#include "layers/run_conv.hpp"

using namespace cameo;
using namespace cameo_test;

namespace depthwise_conv2d_test {

template <class In, Window Size, Depthwise Options>
void check_depthwise() {
  check_convolution<DepthwiseConv2D<Size, Options>, In>(In::channels);
}

TEST_CASE("DepthwiseConv2D: shapes, cost and fans as Keras counts them") {
  using In = Shape<9, 8, 5>;
  using Layer = DepthwiseConv2D<Window{3, 2}, Depthwise{.stride = 2, .multiplier = 3}>;
  STATIC_REQUIRE(std::same_as<Layer::Output<In>, Shape<4, 4, 15>>);
  STATIC_REQUIRE(Layer::multiply_adds<In>() == 4 * 4 * 15 * 3 * 2);
  constexpr auto specs = Layer::parameters<In>();
  STATIC_REQUIRE(specs[0].shape == TensorShape{{3, 2, 5, 3}, 4});
  STATIC_REQUIRE(specs[0].fan_in == 3 * 2 * 5);
  STATIC_REQUIRE(specs[0].fan_out == 3 * 2 * 3);
  STATIC_REQUIRE(specs[1].shape == TensorShape{{15}, 1});
  STATIC_REQUIRE(DepthwiseConv2D<3, Depthwise{.bias = false}>::parameters<In>().size() == 1);
}

TEST_CASE("DepthwiseConv2D agrees with plain loops in double precision") {
  check_depthwise<Shape<1, 1, 1>, 1, Depthwise{}>();
  check_depthwise<Shape<7, 21, 16>, 3, Depthwise{.padding = Same}>();
  check_depthwise<Shape<9, 10, 37>, 3, Depthwise{.stride = 2, .padding = Same, .bias = false}>();
  check_depthwise<Shape<3, 3, 24>, 5, Depthwise{.padding = Same}>();  // no window is whole
  check_depthwise<Shape<1, 2, 9>, 3, Depthwise{.padding = 3}>();      // some see zeros alone
  check_depthwise<Shape<6, 11, 4>, 3, Depthwise{.padding = Same, .dilation = {2, 3}}>();
  check_depthwise<Shape<8, 40, 2>, 3, Depthwise{.dilation = {2, 7}}>();  // one window at a time
  check_depthwise<Shape<5, 6, 7>, 3, Depthwise{.padding = Same, .multiplier = 2}>();
}

#if !CAMEO_QUICK_TESTS

TEST_CASE("DepthwiseConv2D agrees with plain loops in double precision: further options") {
  check_depthwise<Shape<6, 17, 5>, Window{2, 5}, Depthwise{.stride = {1, 2}}>();
  check_depthwise<Shape<9, 18, 3>, Window{3, 14},
                  Depthwise{.padding = {2, 0, 1, 3}}>();  // wide: in two parts
  check_depthwise<Shape<8, 9, 4>, 7, Depthwise{.padding = 3}>();
  check_depthwise<Shape<7, 9, 5>, 5, Depthwise{.stride = 2, .padding = Same, .dilation = 1}>();
  check_depthwise<Shape<11, 13, 6>, 3, Depthwise{.dilation = {2, 3}}>();
  check_depthwise<Shape<8, 16, 2>, 2, Depthwise{.stride = 3, .dilation = 5}>();
  check_depthwise<Shape<5, 6, 1>, 2, Depthwise{.multiplier = 9, .bias = false}>();
}

#endif

TEST_CASE("DepthwiseConv2D: backward is the gradient of forward") {
  check_by_differences<DepthwiseConv2D<3, Depthwise{.padding = Same}>, Shape<4, 11, 5>>();
  check_by_differences<DepthwiseConv2D<Window{2, 3}, Depthwise{.stride = {2, 1}, .multiplier = 2}>,
                       Shape<5, 6, 3>>();
}

}  // namespace depthwise_conv2d_test
