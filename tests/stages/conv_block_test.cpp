// SPDX-License-Identifier: MIT
#include "cameo/stages/conv_block-inl.hpp"

#include <cmath>
#include <vector>

#include "../reference/compare.hpp"
#include "../reference/convolution.hpp"
#include "cameo/layers/conv2d.hpp"
#include "catch.hpp"
#include "stage_runner.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {
namespace conv_block_test {

constexpr double bound = 1e-5;
constexpr Conv no_bias{.padding = Same, .bias = false};

/// Each output is written by one of so many parts, with the bits of the whole.
void check_parts(const StageBuffers& run, int parts) {
  CAPTURE(parts);
  std::vector<int> writers(run.y.size());
  bool same = true;
  std::size_t size = 0;
  for (int part = 0; part < parts; ++part) {
    const cameo_test::Buffer<float> y(run.y.size());  // NaN
    size = static_cast<std::size_t>(run.predict_part(y.data(), part, parts)) * run.out;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (std::isnan(y[i])) continue;
      ++writers[i];
      same = same && y[i] == run.y[i];
    }
  }
  CHECK(same);
  CHECK(std::count(writers.begin(), writers.end(), 1) == static_cast<std::ptrdiff_t>(size));
  CHECK(std::count(writers.begin(), writers.end(), 0) == static_cast<std::ptrdiff_t>(run.y.size() - size));
}

/// Forward, predict and backward of one block against the reference, whose kernel and bias these are.
void check(const StageBuffers& run, reference::Convolution reference, std::size_t kernel_size, bool bias,
           bool has_positions) {
  const std::size_t bias_offset = padded_to_16(kernel_size),
                    filters = static_cast<std::size_t>(reference.filters);
  REQUIRE(run.w.size() == bias_offset + (bias ? padded_to_16(filters) : 0));
  run.x.fill(1, 1.0f);
  run.w.fill(2, 0.5f);
  run.dy.fill(3, 1.0f);
  run.forward();
  reference.kernel = run.w.part(0, kernel_size);
  reference.bias = bias ? run.w.part(bias_offset, filters) : std::vector<double>(filters);

  const cameo_test::Buffer<float> predicted(run.y.size());
  run.predict(predicted.data());
  CHECK(std::equal(predicted.data(), predicted.data() + predicted.size(), run.y.data()));
  for (int parts : {1, 2, 3, 7}) check_parts(run, parts);

  run.backward();
  std::vector<double> dkernel(kernel_size), dbias(filters);
  for (std::size_t n = 0; n < run.count; ++n) {
    reference.x = run.x.part(n * run.in, run.in);
    CHECK(reference::relative_error(run.y.data() + n * run.out, reference.forward()) < bound);
    std::vector<std::uint8_t> positions(run.out, 0);
    if (has_positions)
      for (std::size_t i = 0; i < run.out; ++i)
        positions[i] = static_cast<std::uint8_t>(run.saved[n * run.out + i]);
    std::vector<double> dx(run.in);
    reference.backward(run.dy.part(n * run.out, run.out), positions, dx, dkernel, dbias);
    CHECK(reference::relative_error(run.dx.data() + n * run.in, dx) < bound);
  }
  CHECK(reference::relative_error(run.dw.data(), dkernel) < bound);
  if (bias) CHECK(reference::relative_error(run.dw.data() + bias_offset, dbias) < bound);
}

template <class Block, class In, class Layer, bool Relu, int Pool>
void check_block(int samples) {
  static_assert(Stage<Block>);
  static_assert(Block::bias_offset == padded_to_16(Block::kernel_size));
  CAPTURE(In::height, In::width, In::channels, Layer::filters, Layer::window.rows, Layer::window.columns,
          Layer::options.stride.rows, Layer::options.stride.columns, Pool, samples);
  check(StageRunner<Block>(samples),
        {.height = In::height,
         .width = In::width,
         .channels = In::channels,
         .filters = Layer::filters,
         .rows = Layer::template rows<In>,
         .columns = Layer::template columns<In>,
         .relu = Relu,
         .pool = Pool,
         .x = {},
         .kernel = {},
         .bias = {}},
        Block::kernel_size, Layer::options.bias, Block::has_positions);
}

template <class In, class Layer, bool Relu, int Pool>
void check_conv_block(int samples) {
  check_block<ConvBlock<In, Layer, Relu, Pool>, In, Layer, Relu, Pool>(samples);
}

/// The same of a block for other numbers of samples; where the algorithm is the same, with the bits of sample
/// after sample.
template <class Block, class In, class Layer, bool Relu>
void check_as_samples(int samples) {
  check_block<Block, In, Layer, Relu, 1>(samples);
  const StageRunner<Block> run(samples);
  using OneByOne = ConvBlock<In, Layer, Relu, 1>;
  const StageRunner<OneByOne> one_by_one(samples);
  for (const StageBuffers* buffers :
       {static_cast<const StageBuffers*>(&run), static_cast<const StageBuffers*>(&one_by_one)}) {
    buffers->x.fill(1, 1.0f);
    buffers->w.fill(2, 0.5f);
    buffers->forward();
  }
  if (Block::algorithm == OneByOne::algorithm)
    CHECK(std::equal(run.y.data(), run.y.data() + run.y.size(), one_by_one.y.data()));
}

template <class In, class Layer, bool Relu, ConvFor Way>
void check_by_few(int samples) {
  check_as_samples<ConvBlock<In, Layer, Relu, 1, NoLayer, Way>, In, Layer, Relu>(samples);
}

template <class In, class Layer, bool Relu>
void check_by_batch(int samples) {
  check_as_samples<typename ConvBlock<In, Layer, Relu, 1>::OfBatch, In, Layer, Relu>(samples);
}

TEST_CASE("ConvBlock agrees with plain loops in double precision") {
  check_conv_block<Shape<16, 14, 3>, Conv2D<32, 3>, true, 2>(2);
  check_conv_block<Shape<11, 9, 32>, Conv2D<64, 3>, true, 2>(1);
  check_conv_block<Shape<1, 1, 1>, Conv2D<1, 3, Conv{.padding = Same}>, true, 1>(2);
  check_conv_block<Shape<7, 5, 1>, Conv2D<10, 3>, true, 1>(2);
  check_conv_block<Shape<7, 6, 5>, Conv2D<7, 2, Conv{.stride = 3}>, false, 1>(2);
  check_conv_block<Shape<9, 10, 4>, Conv2D<17, 3, Conv{.stride = 2, .padding = Same}>, true, 2>(2);
  check_conv_block<Shape<13, 12, 16>, Conv2D<24, 1>, true, 3>(1);
  check_conv_block<Shape<8, 8, 1>, Conv2D<130, 2>, true, 1>(1);
  check_conv_block<Shape<10, 9, 16>, Conv2D<5, 5>, false, 1>(1);
}

TEST_CASE("ConvBlock without a bias, direct and by Winograd") {
  check_conv_block<Shape<7, 5, 1>, Conv2D<10, 3, no_bias>, true, 1>(2);
  check_conv_block<Shape<6, 7, 5>, Conv2D<37, 2, no_bias>, false, 2>(2);
  using Many = Conv2D<33, 3, no_bias>;
  static_assert(ConvBlock<Shape<9, 8, 32>, Many, true, 2>::by_winograd);
  check_conv_block<Shape<9, 8, 32>, Many, true, 2>(2);
}

TEST_CASE("ConvBlock with windows and strides that are not square") {
  check_conv_block<Shape<9, 11, 3>, Conv2D<17, Window{3, 5}>, true, 1>(2);
  check_conv_block<Shape<8, 9, 16>, Conv2D<8, Window{1, 3}>, false, 1>(1);
  check_conv_block<Shape<7, 9, 2>, Conv2D<5, Window{7, 1}>, true, 1>(1);
  check_conv_block<Shape<9, 9, 16>, Conv2D<6, 3, Conv{.stride = {2, 1}, .padding = Same}>, true, 2>(2);
  check_conv_block<Shape<9, 12, 5>, Conv2D<6, Window{1, 2}, Conv{.stride = {3, 2}}>, false, 2>(2);
}

TEST_CASE("ConvBlock with as many zeros on each side as asked for") {
  check_conv_block<Shape<9, 8, 32>, Conv2D<16, 3, Conv{.padding = {0, 2, 1, 0}}>, true, 2>(1);  // Winograd
  check_conv_block<Shape<7, 7, 16>, Conv2D<8, Window{3, 5}, Conv{.stride = {2, 1}, .padding = {1, 1, 2, 2}}>,
                   true, 1>(2);
  check_conv_block<Shape<3, 4, 2>, Conv2D<3, 2, Conv{.padding = 3}>, true, 2>(2);  // windows of zeros alone
}

TEST_CASE("ConvBlock with a kernel that is packed in panels of filters") {
  static_assert(ConvBlock<Shape<9, 12, 32>, Conv2D<37, 4>, true, 2>::packed);
  check_conv_block<Shape<9, 12, 32>, Conv2D<37, 4>, true, 2>(2);
  check_conv_block<Shape<4, 5, 64>, Conv2D<72, 1>, true, 1>(2);
  check_conv_block<Shape<6, 5, 64>, Conv2D<96, Window{2, 3}, Conv{.stride = 2, .padding = Same}>, false, 1>(
      1);
}

TEST_CASE("ConvBlock of few pixels and many filters takes a whole batch") {
  check_by_batch<Shape<5, 4, 80>, Conv2D<190, 3, Conv{.padding = Same}>, true>(5);
  check_by_batch<Shape<3, 5, 80>, Conv2D<185, 3, Conv{.stride = 2, .padding = Same}>, false>(6);
  check_by_batch<Shape<2, 2, 80>, Conv2D<420, 2, Conv{.padding = 2}>, true>(5);  // windows of zeros alone
}

TEST_CASE("ConvBlock of few tiles and a large kernel takes a whole batch by Winograd") {
  check_by_batch<Shape<7, 9, 130>, Conv2D<126, 3, Conv{.padding = Same, .bias = false}>, false>(6);
  STATIC_REQUIRE(
      ConvBlock<Shape<4, 4, 124>, Conv2D<127, 3, Conv{.padding = Same}>, true, 1>::OfBatch::by_winograd);
  STATIC_REQUIRE(
      !ConvBlock<Shape<5, 5, 256>, Conv2D<256, 3, Conv{.padding = Same}>, true, 1>::OfBatch::by_winograd);
  STATIC_REQUIRE(
      !ConvBlock<Shape<16, 16, 64>, Conv2D<64, 3, Conv{.padding = Same}>, true, 1>::pays_by_batch(32));
  STATIC_REQUIRE(
      !ConvBlock<Shape<8, 8, 80>, Conv2D<80, 3, Conv{.padding = Same}>, true, 1>::pays_by_batch(32));
}

TEST_CASE("ConvBlock of stride 2 by Winograd") {
  using Strided = Conv2D<24, 3, Conv{.stride = 2}>;
  static_assert(ConvBlock<Shape<15, 15, 16>, Strided, true, 1>::by_winograd);
  check_conv_block<Shape<15, 15, 16>, Strided, true, 1>(2);  // reads a row and a column past the image
  check_conv_block<Shape<15, 15, 16>, Strided, false, 1>(1);
  check_conv_block<Shape<19, 21, 3>, Conv2D<16, 7, Conv{.stride = 2, .padding = Same}>, true, 3>(1);
  check_by_batch<Shape<8, 8, 40>, Conv2D<112, 3, Conv{.stride = 2, .padding = Same}>, true>(5);
  STATIC_REQUIRE(ConvBlock<Shape<8, 8, 40>, Conv2D<112, 3, Conv{.stride = 2, .padding = Same}>, true,
                           1>::OfBatch::by_winograd);
  STATIC_REQUIRE(!ConvBlock<Shape<15, 15, 8>, Strided, true, 1>::by_winograd);
}

TEST_CASE(
    "ConvBlock of few tiles and a large kernel, for few samples, transforms it late or takes smaller tiles") {
  using Layer = Conv2D<128, 3, Conv{.padding = Same}>;
  check_by_few<Shape<8, 8, 124>, Layer, true, ConvFor::FewByLateKernel>(1);
  check_by_few<Shape<8, 8, 124>, Layer, true, ConvFor::FewBySmallTiles>(1);
  check_by_few<Shape<7, 8, 90>, Conv2D<98, 3, Conv{.padding = Same}>, true, ConvFor::FewBySmallTiles>(3);
  using Pooled = Shape<10, 10, 90>;
  check_block<ConvBlock<Pooled, Conv2D<98, 3>, true, 2, NoLayer, ConvFor::FewByLateKernel>, Pooled,
              Conv2D<98, 3>, true, 2>(2);
  check_block<ConvBlock<Pooled, Conv2D<98, 3>, true, 2, NoLayer, ConvFor::FewBySmallTiles>, Pooled,
              Conv2D<98, 3>, true, 2>(2);
  STATIC_REQUIRE(ConvBlock<Shape<8, 8, 128>, Layer, true, 1>::pays_by_few(3, true));
  STATIC_REQUIRE(!ConvBlock<Shape<8, 8, 128>, Layer, true, 1>::pays_by_few(4, true));
  STATIC_REQUIRE(!ConvBlock<Shape<9, 8, 128>, Layer, true, 1>::pays_by_few(1, true));
  STATIC_REQUIRE(
      !ConvBlock<Shape<8, 8, 64>, Conv2D<96, 3, Conv{.padding = Same}>, true, 1>::pays_by_few(1, true));
}

TEST_CASE("ConvBlock of many channels by products of neighbouring cells") {
  static_assert(ConvBlock<Shape<9, 11, 64>, Conv2D<40, 3, Conv{.stride = 2}>, true, 1>::by_products);
  check_conv_block<Shape<9, 11, 64>, Conv2D<40, 3, Conv{.stride = 2}>, true, 1>(2);
  check_conv_block<Shape<5, 13, 70>, Conv2D<65, Window{2, 3}, Conv{.padding = {1, 0, 0, 0}}>, false, 1>(2);
  check_conv_block<Shape<2, 3, 80>, Conv2D<70, 2, Conv{.padding = 3}>, true, 1>(2);  // windows of zeros alone
}

TEST_CASE("ConvBlock of one pixel's windows takes a small image as one row") {
  using Block = ConvBlock<Shape<3, 5, 150>, Conv2D<70, 1>, true, 1>;
  STATIC_REQUIRE(Block::OfOneRow::by_products);
  STATIC_REQUIRE(Block::OfOneRow::geometry.width == 15);
  check_block<Block::OfOneRow, Shape<3, 5, 150>, Conv2D<70, 1>, true, 1>(2);
  using Linear = Conv2D<75, 1, no_bias>;
  check_block<ConvBlock<Shape<7, 4, 66>, Linear, false, 1>::OfOneRow, Shape<7, 4, 66>, Linear, false, 1>(1);
  check_by_batch<Shape<1, 3, 300>, Conv2D<500, 1>, true>(5);
  STATIC_REQUIRE(!ConvBlock<Shape<8, 8, 64>, Conv2D<80, 1>, true, 2>::one_row);                     // pools
  STATIC_REQUIRE(!ConvBlock<Shape<8, 8, 64>, Conv2D<80, 1, Conv{.stride = 2}>, true, 1>::one_row);  // skips
  STATIC_REQUIRE(!ConvBlock<Shape<8, 8, 64>, Conv2D<64, 1>, true, 1>::one_row);  // has a small kernel
  check_conv_block<Shape<8, 7, 80>, Conv2D<70, 1, Conv{.stride = 2}>, true, 1>(1);
}

TEST_CASE("threads share the rows of one sample where a product has filters for one of them only") {
  using Block = ConvBlock<Shape<12, 12, 300>, Conv2D<16, 1>, true, 1>;
  STATIC_REQUIRE((Block::by_products && !Block::one_row));
  const StageRunner<Block> run(1);
  run.x.fill(1, 1.0f);
  run.w.fill(2, 0.5f);
  run.forward();
  for (int part : {0, 1}) {
    const cameo_test::Buffer<float> y(run.y.size());  // NaN
    run.predict_part(y.data(), part, 2);
    CHECK(std::count_if(y.data(), y.data() + y.size(), [](float value) { return !std::isnan(value); }) ==
          std::ptrdiff_t{12 * 12 * 16 / 2});
  }
}

TEST_CASE("A whole batch is taken only where its kernel is larger than the images") {
  STATIC_REQUIRE(
      ConvBlock<Shape<4, 4, 256>, Conv2D<256, 3, Conv{.padding = Same}>, true, 1>::pays_by_batch(32));
  STATIC_REQUIRE(!ConvBlock<Shape<24, 24, 256>, Conv2D<256, 1>, true, 1>::pays_by_batch(32));
  STATIC_REQUIRE(!ConvBlock<Shape<4, 4, 128>, Conv2D<256, 1>, true, 1>::pays_by_batch(32));
  STATIC_REQUIRE(!ConvBlock<Shape<4, 4, 256>, Conv2D<256, 3>, true, 2>::pays_by_batch(32));
}

TEST_CASE("ConvBlock whose values all live: backward by products, and by Winograd") {
  check_conv_block<Shape<5, 9, 48>, Conv2D<29, 1, Conv{.stride = 2}>, false, 1>(2);
  check_conv_block<Shape<9, 6, 16>, Conv2D<10, Window{2, 3}, Conv{.stride = {2, 1}, .padding = {1, 0, 2, 1}}>,
                   false, 1>(2);
  using Turned = ConvBlock<Shape<9, 8, 24>, Conv2D<40, 3, no_bias>, false, 1>;
  static_assert(Turned::turns);
  check_conv_block<Shape<9, 8, 24>, Conv2D<40, 3, no_bias>, false, 1>(2);
  static_assert(ConvBlock<Shape<9, 8, 12>, Conv2D<10, 5, no_bias>, false, 1>::turns);
  STATIC_REQUIRE(!ConvBlock<Shape<14, 14, 6>, Conv2D<16, 5>, false, 1>::turns);  // too few channels
  check_conv_block<Shape<9, 8, 12>, Conv2D<10, 5, no_bias>, false, 1>(2);
  check_conv_block<Shape<9, 11, 1>, Conv2D<6, 5, Conv{.padding = Same}>, false, 1>(2);  // by taps
}

/// A block that trains by whole batches: against the reference, and by parts as threads do with the same
/// bits.
template <class In, class Layer, bool Relu = false, int Pool = 1>
void check_trained_by_batch(int samples) {
  using Block = typename ConvBlock<In, Layer, Relu, Pool>::OfTrainingBatch;
  check_block<Block, In, Layer, Relu, Pool>(samples);
  const StageRunner<Block> run(samples);
  run.x.fill(1, 1.0f);
  run.w.fill(2, 0.5f);
  run.dy.fill(3, 1.0f);
  run.forward();
  run.backward();
  const cameo_test::Buffer<float> dx(run.dx.size()), dw(run.dw.size());
  std::copy_n(run.dx.data(), run.dx.size(), dx.data());
  std::copy_n(run.dw.data(), run.dw.size(), dw.data());
  run.backward_by_parts(3);
  CHECK(std::equal(dx.data(), dx.data() + dx.size(), run.dx.data()));
  CHECK(std::equal(dw.data(), dw.data() + dw.size(), run.dw.data()));
}

TEST_CASE("ConvBlock adds up its kernel's gradient by Winograd over a whole batch") {
  check_trained_by_batch<Shape<16, 16, 48>, Conv2D<48, 3, no_bias>>(3);  // several groups of tiles
  check_trained_by_batch<Shape<9, 6, 16>, Conv2D<17, 3>>(2);             // tiles that overlap
  check_trained_by_batch<Shape<8, 8, 128>, Conv2D<116, 3, no_bias>>(3);  // and its input's, and forward
  check_trained_by_batch<Shape<7, 10, 21>, Conv2D<40, 3, Conv{.padding = {2, 1, 0, 1}}>>(2);
  check_trained_by_batch<Shape<6, 6, 17>, Conv2D<90, 3, Conv{.padding = {2, 0, 1, 1}}>>(10);
}

TEST_CASE("ConvBlock of one pixel's windows trains by products of a batch's pixels") {
  check_trained_by_batch<Shape<1, 5, 272>, Conv2D<496, 1, no_bias>>(5);
  check_trained_by_batch<Shape<2, 3, 304>, Conv2D<432, 1>>(3);
  using Layer = Conv2D<512, 1>;
  STATIC_REQUIRE(!ConvBlock<Shape<3, 3, 256>, Layer, false, 1>::trains_by_batch(3));
  STATIC_REQUIRE(!ConvBlock<Shape<3, 3, 256>, Layer, true, 1>::trains_by_batch(32));   // values may be dead
  STATIC_REQUIRE(!ConvBlock<Shape<8, 8, 256>, Layer, false, 1>::trains_by_batch(32));  // large images
  STATIC_REQUIRE(!ConvBlock<Shape<3, 3, 264>, Layer, false, 1>::trains_by_batch(32));  // parts of vectors
}

TEST_CASE("ConvBlock with ReLU and pooling trains by Winograd over a whole batch") {
  check_trained_by_batch<Shape<9, 7, 21>, Conv2D<37, 3, Conv{.padding = Same}>, true>(5);
  check_trained_by_batch<Shape<7, 10, 16>, Conv2D<20, 3, Conv{.padding = {2, 1, 0, 1}, .bias = false}>, true>(
      3);
  // Half of a batch's tiles overlap, and the pool leaves out a row and a column.
  using Pooled = Conv2D<119, 3, Conv{.padding = Same}>;
  check_trained_by_batch<Shape<7, 9, 116>, Pooled, true, 2>(3);
  check_trained_by_batch<Shape<8, 8, 116>, Pooled, false, 2>(2);
  STATIC_REQUIRE(ConvBlock<Shape<7, 9, 116>, Pooled, true, 2>::OfTrainingBatch::turns);
  // Where most values are cut off by pooling, live ones alone are faster, unless a large kernel meets few
  // tiles.
  STATIC_REQUIRE(!ConvBlock<Shape<16, 16, 64>, Conv2D<64, 3>, true, 2>::trains_by_batch(32));
}

#if !CAMEO_QUICK_TESTS

TEST_CASE("ConvBlock agrees with plain loops in double precision: further shapes") {
  check_conv_block<Shape<1, 1, 1>, Conv2D<1, 1>, false, 1>(3);
  check_conv_block<Shape<10, 10, 2>, Conv2D<3, 5, Conv{.padding = Same}>, false, 3>(2);
  check_conv_block<Shape<12, 7, 3>, Conv2D<33, 4>, false, 2>(2);
  check_conv_block<Shape<6, 9, 20>, Conv2D<80, 3, Conv{.padding = Same}>, true, 1>(1);
  check_conv_block<Shape<14, 13, 7>, Conv2D<16, 7>, true, 1>(2);
  check_conv_block<Shape<28, 28, 1>, Conv2D<4, 26>, true, 2>(1);
  check_conv_block<Shape<12, 15, 2>, Conv2D<20, 3, Conv{.stride = 2}>, true, 2>(2);
  check_conv_block<Shape<9, 8, 32>, Conv2D<70, 3, Conv{.padding = Same}>, true, 2>(2);
  check_conv_block<Shape<16, 18, 3>, Conv2D<20, 3, no_bias>, false, 1>(1);  // Winograd with few channels
  check_conv_block<Shape<11, 9, 16>, Conv2D<8, Window{3, 2}>, true, 2>(2);
  check_conv_block<Shape<8, 9, 32>, Conv2D<8, Window{3, 1}>, false, 1>(1);
  check_conv_block<Shape<9, 9, 16>, Conv2D<6, 3, Conv{.stride = {1, 2}}>, true, 1>(2);
  check_conv_block<Shape<12, 8, 16>, Conv2D<6, 1, Conv{.stride = {1, 2}}>, false, 1>(1);
  check_conv_block<Shape<5, 6, 3>, Conv2D<4, 3, Conv{.padding = {1, 0, 2, 3}}>, true, 1>(2);
  check_conv_block<Shape<2, 2, 1>, Conv2D<3, 5, Conv{.padding = {3, 1, 0, 4}}>, false, 1>(2);
  check_conv_block<Shape<3, 5, 130>, Conv2D<70, 1>, true, 1>(2);
}

TEST_CASE("ConvBlock of a whole batch, and by Winograd: further shapes") {
  check_by_few<Shape<7, 8, 130>, Conv2D<121, 3, no_bias>, false, ConvFor::FewByLateKernel>(3);
  check_by_batch<Shape<5, 10, 140>, Conv2D<121, 5, Conv{.padding = Same}>, true>(2);
  check_by_batch<Shape<3, 3, 260>, Conv2D<510, 1, Conv{.bias = false}>, true>(9);
  check_by_batch<Shape<1, 2, 96>, Conv2D<230, Window{3, 2}, Conv{.padding = {1, 2, 1, 0}}>, true>(4);
  check_by_batch<Shape<2, 3, 1056>, Conv2D<64, Window{1, 2}>, false>(8);
  check_by_batch<Shape<8, 8, 124>, Conv2D<128, 3, Conv{.padding = Same}>, true>(9);
  check_by_batch<Shape<4, 4, 124>, Conv2D<127, 3, Conv{.padding = Same}>, true>(35);  // a tile an image
  check_by_batch<Shape<6, 8, 125>, Conv2D<126, 3>, false>(5);
}

TEST_CASE("ConvBlock by products: further shapes") {
  check_conv_block<Shape<3, 14, 90>, Conv2D<29, Window{2, 3}, Conv{.stride = {1, 2}, .padding = Same}>, true,
                   1>(1);
  check_conv_block<Shape<6, 7, 16>, Conv2D<24, 1, Conv{.bias = false}>, false, 1>(2);
  check_conv_block<Shape<7, 6, 32>, Conv2D<20, 5, no_bias>, false, 1>(2);
  check_conv_block<Shape<12, 11, 13>, Conv2D<9, 3>, false, 1>(2);
  check_conv_block<Shape<11, 12, 17>, Conv2D<8, 5, Conv{.padding = {0, 4, 3, 1}}>, false, 1>(1);
  check_conv_block<Shape<9, 8, 32>, Conv2D<16, 3, Conv{.padding = {0, 2, 1, 0}}>, false, 1>(1);
}

TEST_CASE("ConvBlock that trains by whole batches: further shapes") {
  check_trained_by_batch<Shape<4, 4, 32>, Conv2D<33, 3, no_bias>>(9);
  check_trained_by_batch<Shape<4, 4, 32>, Conv2D<33, 3, Conv{.padding = Same}>>(1);
  check_trained_by_batch<Shape<5, 4, 24>, Conv2D<20, 3, no_bias>>(35);
}

TEST_CASE("Convolutions of dlib's face network, on smaller images") {
  check_conv_block<Shape<19, 18, 3>, Conv2D<32, 7, Conv{.stride = 2}>, true, 1>(1);
  check_conv_block<Shape<9, 9, 32>, Conv2D<32, 3, Conv{.padding = 1}>, true, 1>(2);
  check_conv_block<Shape<9, 8, 32>, Conv2D<64, 3, Conv{.stride = 2}>, true, 1>(2);
  check_conv_block<Shape<5, 5, 64>, Conv2D<64, 3, Conv{.padding = 1}>, false, 1>(1);
  check_conv_block<Shape<3, 3, 256>, Conv2D<256, 3, Conv{.stride = 2}>, true, 1>(1);
  check_conv_block<Shape<4, 4, 256>, Conv2D<40, 3, Conv{.padding = 1}>, false, 1>(1);
}

#endif

TEST_CASE("ConvBlock gives a tie to the first position in row order, and nothing to a value of zero") {
  using Block = ConvBlock<Shape<3, 3, 1>, Conv2D<1, 2>, true, 2>;
  const StageRunner<Block> run(1);
  std::fill_n(run.x.data(), 9, 1.0f);
  std::fill_n(run.w.data(), Block::parameters, 0.25f);
  run.dy[0] = 1;
  run.forward();
  CHECK(run.y[0] == 1.25f);
  CHECK(run.saved[0] == std::byte{0});
  run.backward();
  CHECK(run.dx[0] == 0.25f);
  CHECK(run.dx[8] == 0);
  run.w[Block::bias_offset] = -1;
  run.forward();
  CHECK(run.y[0] == 0);
  run.backward(false);
  CHECK(run.dw[0] == 0);
  CHECK(run.dw[Block::bias_offset] == 0);
}

}  // namespace conv_block_test
}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
