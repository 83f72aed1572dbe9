// SPDX-License-Identifier: MIT
#include "cameo/layers/separable_conv2d-inl.hpp"

#include "layers/run_conv.hpp"

using namespace cameo;
using namespace cameo_test;

namespace separable_conv2d_test {

/// Two convolutions by plain loops in double precision, one after the other.
template <class In, int Filters, Window Size, Separable Options>
void check_separable() {
  using L = SeparableConv2D<Filters, Size, Options>;
  using Run = ConvRun<L, In>;
  using Out = typename Run::Out;
  using Middle = typename L::template Middle<In>;
  CAPTURE(In::height, In::width, In::channels, Filters, Options.multiplier);
  constexpr std::size_t depthwise_size = std::size_t{Size.area()} * Middle::channels,
                        pointwise_size = std::size_t{Middle::channels} * Filters;
  const Run run;
  reference::Convolution depthwise{.height = In::height,
                                   .width = In::width,
                                   .channels = In::channels,
                                   .filters = Middle::channels,
                                   .rows = L::template rows<In>,
                                   .columns = L::template columns<In>,
                                   .groups = In::channels,
                                   .x = {},
                                   .kernel = Run::part(run.w, 0, depthwise_size),
                                   .bias = std::vector<double>(Middle::channels)};
  reference::Convolution pointwise{.height = Out::height,
                                   .width = Out::width,
                                   .channels = Middle::channels,
                                   .filters = Filters,
                                   .rows = window_rows<Middle>(1, 1, Valid),
                                   .columns = window_columns<Middle>(1, 1, Valid),
                                   .x = {},
                                   .kernel = Run::part(run.w, Run::offsets[1], pointwise_size),
                                   .bias = std::vector<double>(Filters)};
  if (Options.bias) pointwise.bias = Run::part(run.w, Run::offsets[2], Filters);
  std::vector<double> ddepthwise(depthwise_size), dpointwise(pointwise_size), dbias(Filters),
      nobody(Middle::channels);
  const std::vector<std::uint8_t> positions(std::max(Out::size, Middle::size), 0);
  for (std::size_t n = 0; n < Run::samples; ++n) {
    depthwise.x = Run::part(run.x, n * In::size, In::size);
    pointwise.x = depthwise.forward();
    CHECK(reference::relative_error(run.y.data() + n * Out::size, pointwise.forward()) < 1e-6);
    std::vector<double> dmiddle(Middle::size), dx(In::size);
    pointwise.backward(Run::part(run.dy, n * Out::size, Out::size), positions, dmiddle, dpointwise, dbias);
    depthwise.backward(dmiddle, positions, dx, ddepthwise, nobody);
    CHECK(reference::relative_error(run.dx.data() + n * In::size, dx) < 1e-6);
  }
  CHECK(reference::relative_error(run.dw.data(), ddepthwise) < 1e-6);
  CHECK(reference::relative_error(run.dw.data() + Run::offsets[1], dpointwise) < 1e-6);
  if (Options.bias) CHECK(reference::relative_error(run.dw.data() + Run::offsets[2], dbias) < 1e-6);
}

TEST_CASE("SeparableConv2D: shapes, cost and parameters in Keras's order") {
  using In = Shape<9, 8, 5>;
  using Layer = SeparableConv2D<7, 3, Separable{.stride = 2, .multiplier = 2}>;
  STATIC_REQUIRE(std::same_as<Layer::Output<In>, Shape<4, 3, 7>>);
  STATIC_REQUIRE(Layer::multiply_adds<In>() == 4 * 3 * (10 * 9 + 10 * 7));
  constexpr auto specs = Layer::parameters<In>();
  STATIC_REQUIRE(specs[0].name == "depthwise_kernel");
  STATIC_REQUIRE(specs[0].shape == TensorShape{{3, 3, 5, 2}, 4});
  STATIC_REQUIRE(specs[0].fan_in == 9 * 5);
  STATIC_REQUIRE(specs[0].fan_out == 9 * 2);
  STATIC_REQUIRE(specs[1].name == "pointwise_kernel");
  STATIC_REQUIRE(specs[1].shape == TensorShape{{1, 1, 10, 7}, 4});
  STATIC_REQUIRE(specs[1].fan_in == 10);
  STATIC_REQUIRE(specs[1].fan_out == 7);
  STATIC_REQUIRE(specs[2].shape == TensorShape{{7}, 1});
  STATIC_REQUIRE(SeparableConv2D<7, 3, Separable{.bias = false}>::parameters<In>().size() == 2);
}

TEST_CASE("SeparableConv2D agrees with plain loops in double precision") {
  check_separable<Shape<1, 1, 1>, 1, 1, Separable{}>();
  check_separable<Shape<7, 9, 16>, 24, 3, Separable{.padding = Same}>();
  check_separable<Shape<8, 7, 5>, 19, Window{3, 2}, Separable{.stride = {1, 2}, .bias = false}>();
  check_separable<Shape<6, 9, 3>, 2, 3, Separable{.padding = {1, 0, 2, 1}, .dilation = 2, .multiplier = 3}>();
}

TEST_CASE("SeparableConv2D: backward is the gradient of forward") {
  check_by_differences<SeparableConv2D<4, 3, Separable{.padding = Same}>, Shape<4, 5, 3>>();
  check_by_differences<SeparableConv2D<3, 2, Separable{.stride = 2, .multiplier = 2}>, Shape<5, 4, 2>>();
}

}  // namespace separable_conv2d_test
