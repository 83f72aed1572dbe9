// SPDX-License-Identifier: MIT
#include "cameo/layers/conv2d_transpose-inl.hpp"

#include "layers/run_conv.hpp"

using namespace cameo;
using namespace cameo_test;

namespace conv2d_transpose_test {

/// Pixel by pixel as the formula says, in double precision; top and left are what is cut off there.
template <class In, int Filters, Window Size, Transpose Options>
void check_transpose(int top, int left) {
  using L = Conv2DTranspose<Filters, Size, Options>;
  using Run = ConvRun<L, In>;
  using Out = typename Run::Out;
  CAPTURE(In::height, In::width, In::channels, Filters, Size.rows, Size.columns);
  const Run run;
  const auto size = [](int n) { return static_cast<std::size_t>(n); };
  const std::vector<double> kernel = Run::part(run.w, 0, size(Size.area() * Filters * In::channels));
  std::vector<double> dkernel(kernel.size()), dbias(Filters);
  for (std::size_t n = 0; n < Run::samples; ++n) {
    const auto x = Run::part(run.x, n * In::size, In::size), dy = Run::part(run.dy, n * Out::size, Out::size);
    std::vector<double> y(Out::size), dx(In::size);
    for (std::size_t i = 0; i < Out::size; ++i) {
      if (Options.bias) y[i] = static_cast<double>(run.w[Run::offsets[1] + i % Filters]);
      dbias[i % Filters] += dy[i];
    }
    for (int i = 0; i < In::height; ++i)
      for (int j = 0; j < In::width; ++j)
        for (int a = 0; a < Size.rows; ++a)
          for (int b = 0; b < Size.columns; ++b) {
            const int row = i * Options.stride.rows + a - top, column = j * Options.stride.columns + b - left;
            if (row < 0 || row >= Out::height || column < 0 || column >= Out::width) continue;
            for (int f = 0; f < Filters; ++f)
              for (int c = 0; c < In::channels; ++c) {
                const std::size_t at_x = size((i * In::width + j) * In::channels + c),
                                  at_y = size((row * Out::width + column) * Filters + f),
                                  at = size(((a * Size.columns + b) * Filters + f) * In::channels + c);
                y[at_y] += x[at_x] * kernel[at];
                dx[at_x] += dy[at_y] * kernel[at];
                dkernel[at] += dy[at_y] * x[at_x];
              }
          }
    CHECK(reference::relative_error(run.y.data() + n * Out::size, y) < 1e-6);
    CHECK(reference::relative_error(run.dx.data() + n * In::size, dx) < 1e-6);
  }
  CHECK(reference::relative_error(run.dw.data(), dkernel) < 1e-6);
  if (Options.bias) CHECK(reference::relative_error(run.dw.data() + Run::offsets[1], dbias) < 1e-6);
}

template <Window Size, Transpose Options>
using OutputOf = typename Conv2DTranspose<3, Size, Options>::template Output<Shape<4, 5, 2>>;

TEST_CASE("Conv2DTranspose: shapes, cost and fans as Keras counts them") {
  STATIC_REQUIRE(std::same_as<OutputOf<3, Transpose{}>, Shape<6, 7, 3>>);
  STATIC_REQUIRE(std::same_as<OutputOf<3, Transpose{.stride = 2}>, Shape<9, 11, 3>>);
  STATIC_REQUIRE(std::same_as<OutputOf<2, Transpose{.stride = 3}>, Shape<12, 15, 3>>);
  STATIC_REQUIRE(std::same_as<OutputOf<3, Transpose{.stride = {2, 1}, .padding = Same}>, Shape<8, 5, 3>>);
  STATIC_REQUIRE(std::same_as<OutputOf<4, Transpose{.stride = 2, .padding = 1}>, Shape<8, 10, 3>>);
  using In = Shape<9, 8, 5>;
  using Layer = Conv2DTranspose<7, Window{3, 2}>;
  STATIC_REQUIRE(Layer::multiply_adds<In>() == 9 * 8 * 5 * 3 * 2 * 7);
  constexpr auto specs = Layer::parameters<In>();
  STATIC_REQUIRE(specs[0].shape == TensorShape{{3, 2, 7, 5}, 4});
  STATIC_REQUIRE(specs[0].fan_in == 3 * 2 * 7);
  STATIC_REQUIRE(specs[0].fan_out == 3 * 2 * 5);
  STATIC_REQUIRE(specs[1].shape == TensorShape{{7}, 1});
}

TEST_CASE("Conv2DTranspose agrees with its formula in double precision") {
  check_transpose<Shape<1, 1, 1>, 1, 1, Transpose{}>(0, 0);
  check_transpose<Shape<4, 5, 16>, 9, 3, Transpose{.stride = 2, .padding = Same}>(0, 0);
  check_transpose<Shape<5, 4, 3>, 32, 4, Transpose{.stride = 2, .padding = Same}>(1, 1);
  check_transpose<Shape<5, 9, 7>, 5, 3, Transpose{.padding = Same, .bias = false}>(1, 1);
  check_transpose<Shape<3, 10, 37>, 17, Window{2, 3}, Transpose{.stride = {1, 2}}>(0, 0);
  check_transpose<Shape<3, 4, 2>, 3, 2, Transpose{.stride = 3}>(0, 0);  // pixels that no window reaches
  check_transpose<Shape<4, 3, 5>, 6, 4, Transpose{.stride = 2, .padding = {1, 2, 3, 0}}>(1, 3);
}

TEST_CASE("Conv2DTranspose: backward is the gradient of forward") {
  check_by_differences<Conv2DTranspose<4, 3, Transpose{.stride = 2, .padding = Same}>, Shape<3, 4, 5>>();
  check_by_differences<Conv2DTranspose<3, Window{2, 3}, Transpose{.stride = {3, 1}, .bias = false}>,
                       Shape<3, 2, 3>>();
}

}  // namespace conv2d_transpose_test
