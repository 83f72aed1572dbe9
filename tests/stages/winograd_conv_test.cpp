// SPDX-License-Identifier: MIT
#include "cameo/stages/winograd_conv-inl.hpp"

#include "../reference/compare.hpp"
#include "../reference/convolution.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/stages/conv_block-inl.hpp"
#include "catch.hpp"
#include "stage_runner.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {
namespace winograd_conv_test {

constexpr double bound = 1e-5;

/// What one convolution of one image reads and writes; compiled once for all shapes.
struct OneImage {
  cameo_test::Buffer<float> x, w, y, predicted;
  cameo_test::Buffer<std::uint8_t> positions;

  /// Fills x and w, and gives them to the reference.
  OneImage(reference::Convolution& reference, std::size_t kernel_size)
      : x(static_cast<std::size_t>(reference.height * reference.width * reference.channels)),
        w(padded_to_16(kernel_size) + static_cast<std::size_t>(reference.filters)),
        y(reference.pooled_size()),
        predicted(y.size()),
        positions(y.size()) {
    x.fill(1, 1.0f);
    w.fill(2, 0.5f);
    reference.x = x.part(0, x.size());
    reference.kernel = w.part(0, kernel_size);
    reference.bias = w.part(padded_to_16(kernel_size), static_cast<std::size_t>(reference.filters));
  }

  /// The image with its border, which the stage makes.
  cameo_test::Buffer<float> with_border(const reference::Convolution& reference, int height,
                                        int width) const {
    cameo_test::Buffer<float> image(static_cast<std::size_t>(height * width * reference.channels + 16));
    std::fill_n(image.data(), image.size(), 0.0f);
    const int row_size = reference.width * reference.channels;
    for (int row = 0; row < reference.height; ++row)
      std::copy_n(x.data() + row * row_size, row_size,
                  image.data() +
                      ((row + reference.rows.padding_before()) * width + reference.columns.padding_before()) *
                          reference.channels);
    return image;
  }

  void check(const reference::Convolution& reference, bool has_positions) const {
    CHECK(std::equal(predicted.data(), predicted.data() + predicted.size(), y.data()));
    const std::vector<double> expected = reference.forward();
    CHECK(reference::relative_error(y.data(), expected) < bound);
    if (!has_positions) return;
    const double near = bound * *std::max_element(expected.begin(), expected.end());
    const int pool = reference.pool;
    int wrong = 0;
    reference.cells([&](std::size_t at, int i, int j, int filter) {
      const int p = positions[at] == dead ? 0 : positions[at];
      const double won = reference.output(i * pool + p / pool, j * pool + p % pool, filter);
      const bool right = positions[at] == dead ? reference.relu && expected[at] < near
                                               : p < pool * pool && won > expected[at] - near;
      wrong += !right;
    });
    CHECK(wrong == 0);
  }
};

/// Values and positions of one image by Winograd, whether or not the planner would choose it.
template <class In, int Filters, Padding Pad, bool Relu, int Pool, int Size = 3, int Step = 1>
void check_winograd() {
  using Block =
      ConvBlock<In, Conv2D<Filters, Size, Conv{.stride = Step, .padding = Pad, .algorithm = Direct}>, Relu,
                Pool>;
  constexpr int height = (std::max)(Block::padded_height, Block::winograd.image_height()),
                width = (std::max)(Block::padded_width, Block::winograd.image_width());
  constexpr Winograd W{Block::geometry_of(width)};
  using Fast = WinogradConv<W>;
  CAPTURE(In::height, In::width, In::channels, Filters, Pad == Same, Relu, Pool, Size, Step);
  reference::Convolution reference{.height = In::height,
                                   .width = In::width,
                                   .channels = In::channels,
                                   .filters = Filters,
                                   .rows = Block::rows,
                                   .columns = Block::columns,
                                   .relu = Relu,
                                   .pool = Pool,
                                   .x = {},
                                   .kernel = {},
                                   .bias = {}};
  const OneImage one(reference, Block::kernel_size);
  const cameo_test::Buffer<float> image = one.with_border(reference, height, width);
  const cameo_test::Buffer<float> u(W.u_size()), scratch(W.scratch_size());
  const float* bias = one.w.data() + Block::bias_offset;
  WinogradKernels<W>::prepare(one.w.data(), u.data());
  const auto image_of = [&](int) { return image.data(); };
  Fast::template forward<false, Relu, true>(1, image_of, u.data(), nullptr, bias, one.y.data(),
                                            one.positions.data(), scratch.data(), {});
  Fast::template forward<false, Relu, false>(1, image_of, u.data(), nullptr, bias, one.predicted.data(),
                                             one.positions.data(), scratch.data(), {});
  one.check(reference, Block::has_positions);
}

TEST_CASE("Winograd agrees with plain loops in double precision, values and positions") {
  check_winograd<Shape<16, 14, 3>, 32, Valid, true, 2>();
  check_winograd<Shape<6, 6, 1>, 1, Valid, false, 1>();
  check_winograd<Shape<4, 4, 5>, 7, Same, true, 1>();
  check_winograd<Shape<4, 9, 17>, 33, Same, false, 2>();
  check_winograd<Shape<13, 12, 8>, 130, Same, true, 2>();
  check_winograd<Shape<9, 79, 3>, 20, Valid, true, 1>();  // more than 16 tiles across
}

TEST_CASE("Winograd with a window of 5 x 5") {
  check_winograd<Shape<8, 9, 32>, 64, Same, true, 2, 5>();
  check_winograd<Shape<9, 41, 4>, 20, Valid, true, 1, 5>();  // more than 16 tiles across
}

TEST_CASE("Winograd of stride 2") {
  check_winograd<Shape<16, 14, 17>, 33, Same, true, 1, 3, 2>();
  check_winograd<Shape<17, 19, 8>, 48, Valid, true, 2, 3, 2>();
  check_winograd<Shape<12, 15, 6>, 20, Same, true, 2, 5, 2>();
  check_winograd<Shape<24, 21, 3>, 18, Valid, true, 3, 7, 2>();
}

#if !CAMEO_QUICK_TESTS

TEST_CASE("Winograd agrees with plain loops in double precision: further shapes") {
  check_winograd<Shape<31, 31, 32>, 64, Valid, true, 2>();
  check_winograd<Shape<6, 6, 16>, 16, Valid, true, 2>();
  check_winograd<Shape<4, 5, 17>, 33, Same, false, 1, 5>();
  check_winograd<Shape<7, 23, 2>, 10, Valid, true, 1>();
  check_winograd<Shape<11, 9, 20>, 24, Valid, false, 2>();
  check_winograd<Shape<9, 7, 65>, 3, Same, true, 1>();
  check_winograd<Shape<8, 21, 31>, 49, Valid, true, 2>();
  check_winograd<Shape<37, 6, 6>, 48, Same, true, 1>();
  check_winograd<Shape<7, 7, 256>, 20, Same, true, 1>();
  check_winograd<Shape<6, 71, 4>, 32, Same, true, 2>();
  check_winograd<Shape<32, 32, 3>, 32, Same, true, 2, 5>();
  check_winograd<Shape<6, 6, 1>, 1, Valid, false, 1, 5>();
  check_winograd<Shape<7, 7, 130>, 10, Same, true, 1, 5>();
  check_winograd<Shape<9, 9, 1>, 1, Valid, false, 1, 3, 2>();
  check_winograd<Shape<8, 8, 130>, 17, Same, true, 1, 3, 2>();
  check_winograd<Shape<35, 35, 32>, 64, Valid, false, 1, 3, 2>();
  check_winograd<Shape<11, 45, 15>, 31, Valid, true, 1, 5, 2>();
  check_winograd<Shape<16, 16, 1>, 70, Same, false, 2, 5, 2>();
  check_winograd<Shape<13, 37, 2>, 9, Same, true, 1, 7, 2>();
  check_winograd<Shape<20, 17, 40>, 24, Valid, true, 1, 7, 2>();
}

#endif

template <Conv Options>
using FlagshipConv = ConvBlock<Shape<15, 15, 32>, Conv2D<48, 3, Options>, true, 2>;

TEST_CASE("ConvBlock takes Winograd where it pays, and plain sums on request") {
  using Fast = FlagshipConv<Conv{}>;
  using Plain = FlagshipConv<Conv{.algorithm = Direct}>;
  CHECK(Fast::algorithm == "winograd 4x4");
  CHECK(Plain::algorithm == "direct");
  CHECK(Plain::memory<false>.prepared == Plain::kernel_size);  // packed, not transformed
  CHECK(ConvBlock<Shape<15, 15, 32>, Conv2D<48, 3, Conv{.stride = 2}>, true, 1>::algorithm == "winograd 4x4");
  CHECK(ConvBlock<Shape<15, 15, 32>, Conv2D<48, 3, Conv{.stride = 2}>, true, 2>::algorithm == "direct");
  CHECK(ConvBlock<Shape<31, 31, 5>, Conv2D<48, 7, Conv{.stride = 2}>, true, 3>::algorithm == "winograd 3x3");
  CHECK(ConvBlock<Shape<31, 31, 32>, Conv2D<48, 3, Conv{.stride = 3}>, true, 1>::algorithm == "direct");
  CHECK(ConvBlock<Shape<15, 15, 32>, Conv2D<48, 5>, true, 2>::algorithm == "winograd 2x2");
  CHECK(ConvBlock<Shape<15, 15, 32>, Conv2D<48, 4>, true, 2>::algorithm == "direct");
  CHECK(ConvBlock<Shape<15, 15, 32>, Conv2D<48, 7>, true, 2>::algorithm == "direct");
  CHECK(ConvBlock<Shape<15, 15, 32>, Conv2D<48, Window{3, 5}>, true, 2>::algorithm == "direct");
  CHECK(ConvBlock<Shape<15, 15, 32>, Conv2D<48, 3, Conv{.stride = {1, 2}}>, true, 2>::algorithm == "direct");
  CHECK(ConvBlock<Shape<15, 15, 32>, Conv2D<48, 3>, true, 3>::algorithm == "direct");
  CHECK(ConvBlock<Shape<5, 64, 32>, Conv2D<48, 3>, true, 1>::algorithm == "direct");

  const StageRunner<Fast> fast(2);
  const StageRunner<Plain> plain(2);
  for (const auto* run : {&fast.x, &plain.x}) run->fill(1, 1.0f);
  for (const auto* run : {&fast.w, &plain.w}) run->fill(2, 0.5f);
  fast.forward();
  plain.forward();
  const std::vector<double> expected = plain.y.part(0, plain.y.size());
  CHECK(reference::relative_error(fast.y.data(), expected) < bound);
  CHECK(!std::equal(fast.y.data(), fast.y.data() + fast.y.size(), plain.y.data()));
}

}  // namespace winograd_conv_test
}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
