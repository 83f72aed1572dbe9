// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <memory>

#include "../reference/compare.hpp"
#include "../reference/dense.hpp"
#include "cameo/cameo.hpp"
#include "cameo/plan/stored_parameters.hpp"
#include "cameo/stages/dense_block-inl.hpp"
#include "cameo/train/threads.hpp"
#include "catch.hpp"
#include "stage_runner.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {
namespace small_weights_test {

using plan::NoLayer;
constexpr Conv same{.padding = Same}, no_bias{.padding = Same, .bias = false};

/// The stored kernel as it is meant to be read.
template <class Block>
std::vector<double> stored_kernel(const float* w, Weights::bf16) {
  std::vector<double> kernel;
  for (std::size_t i = 0; i < Block::places.kernel_size; ++i) {
    const std::uint32_t bits = std::uint32_t{reinterpret_cast<const std::uint16_t*>(w)[i]} << 16;
    kernel.push_back(static_cast<double>(std::bit_cast<float>(bits)));
  }
  return kernel;
}
template <class Block>
std::vector<double> stored_kernel(const float* w, Weights::int8) {
  std::vector<double> kernel;
  for (std::size_t i = 0; i < Block::places.kernel_size; ++i)
    kernel.push_back(reinterpret_cast<const std::int8_t*>(w)[i] *
                     static_cast<double>(w[Block::scale_offset + i % Block::places.units]));
  return kernel;
}

template <class Stored, class In, class Layer, bool Relu>
void check_small_weights(int samples) {
  using Float = DenseBlock<In, Layer, Relu>;
  using Block = DenseBlock<In, Layer, Relu, Stored>;
  CAPTURE(Block::algorithm, Block::inputs, Block::units, samples);
  const auto n = static_cast<std::size_t>(samples);
  const cameo_test::Buffer<float> x(n * Block::inputs), w(Float::parameters, 0), y(n * Block::units);
  const cameo_test::Buffer<float> stored(Block::parameters, 0);
  x.fill(1, 1.0f);
  w.fill(2, 0.5f);
  for (std::size_t i = 0; i < x.size(); i += 3) x[i] = 0;
  detail::Store<Block>::from(w.data(), reinterpret_cast<std::byte*>(stored.data()));

  const reference::Dense reference{
      Block::inputs, Block::units, Relu, stored_kernel<Block>(stored.data(), Stored()),
      Block::bias ? w.part(Float::bias_offset, Block::units) : std::vector<double>(Block::units)};
  const auto compare = [&] {
    for (std::size_t i = 0; i < n; ++i)
      CHECK(reference::relative_error(y.data() + i * Block::units,
                                      reference.forward(x.part(i * Block::inputs, Block::inputs))) < 1e-5);
  };
  ForwardPass pass{.samples = samples, .x = x.data(), .w = stored.data(), .y = y.data()};
  Run<Block>::template forward<false>(pass);
  compare();

  y.fill(3, 1.0f);  // a team's parts make the same whole
  pass.parts = 3;
  for (pass.part = 0; pass.part < pass.parts; ++pass.part) Run<Block>::template forward<false>(pass);
  compare();
}

TEST_CASE("Small weights give what plain loops with the stored weights give") {
  const auto check = []<class Stored>(Stored) {
    for (int samples : {1, 2, 9, 33}) {
      check_small_weights<Stored, Shape<300>, Dense<65>, true>(samples);
      check_small_weights<Stored, Shape<3, 5, 7>, Dense<10>, false>(samples);
    }
    check_small_weights<Stored, Shape<150>, Dense<256>, false>(25);  // packed in one part, and in three
    check_small_weights<Stored, Shape<70>, Dense<33, DenseOptions{.bias = false}>, true>(2);
    if constexpr (!cameo_test::quick) {
      check_small_weights<Stored, Shape<256>, Dense<128>, true>(1);
      check_small_weights<Stored, Shape<1>, Dense<1>, true>(1);
      check_small_weights<Stored, Shape<600>, Dense<31>, false>(1);
      check_small_weights<Stored, Shape<17>, Dense<500>, true>(1);
    }
  };
  check(Weights::bf16());
  check(Weights::int8());
}

/// Predictions of a convolution, perhaps normalized, from its kernel as it is stored beside those of a float
/// predictor from the same weights.
template <class Stored, class NetInput, class Layer, class Normalization, class... Options>
void check_convolution() {
  using Net = std::conditional_t<std::is_same_v<Normalization, NoLayer>, Sequential<NetInput, Layer, ReLU>,
                                 Sequential<NetInput, Layer, Normalization, ReLU>>;
  using Small = Predictor<Net, Stored, Options...>;
  using Block = typename StoredParameters<Net, Stored>::Small::Stages::template At<0>;
  CAPTURE(Block::algorithm, Net::Input::size, Layer::filters, Small::batch);
  static_assert(Small::Plan::stages == 1);
  const auto exact = std::make_unique<Parameters<Net>>();
  exact->initialize(1);
  for (const ParameterTensor& tensor : parameter_tensors<Net>) {
    std::uint64_t i = 0;
    for (float& value : exact->of(tensor)) value += random_uniform(tensor.offset, i++) / 2;
  }
  const auto small = std::make_unique<Small>();
  REQUIRE(small->quantize(*exact).message() == "");

  const auto* stored = reinterpret_cast<const float*>(small->parameters().bytes.data());
  const std::vector<double> kernel = stored_kernel<Block>(stored, Stored());
  const auto as_stored = std::make_unique<Predictor<Net, Options...>>();
  as_stored->parameters() = *exact;
  std::transform(kernel.begin(), kernel.end(), as_stored->parameters().of(parameter_tensors<Net>[0]).begin(),
                 [](double weight) { return static_cast<float>(weight); });

  constexpr std::size_t samples = Small::batch + 1;
  std::vector<float> x(samples * Net::Input::size), y(samples * Net::Output::size), expected(y.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(2, i) - 0.5f;
  REQUIRE(small->predict(x, y).message() == "");
  REQUIRE(as_stored->predict(x, expected).message() == "");
  const double bound = Block::by_winograd ? 2e-5 : 5e-6;  // Winograd's may be off by 1e-5 either time
  CHECK(reference::relative_error(y.data(), std::vector<double>(expected.begin(), expected.end())) < bound);
  CHECK(std::count(expected.begin(), expected.end(), 0.0f) < static_cast<std::ptrdiff_t>(expected.size()));
}

TEST_CASE("Small kernels of convolutions give what floats of the stored weights give") {
  const auto check = []<class Stored>(Stored) {
    check_convolution<Stored, Input<7, 9, 3>, Conv2D<10, 3>, NoLayer>();                // as it lies
    check_convolution<Stored, Input<7, 6, 5>, Conv2D<21, 2, no_bias>, NoLayer>();       // read past its end
    check_convolution<Stored, Input<3, 4, 41>, Conv2D<37, 3>, BatchNormalization<>>();  // packed
    check_convolution<Stored, Input<4, 4, 80>, Conv2D<50, 3, same>, NoLayer>();         // by products
    check_convolution<Stored, Input<4, 4, 80>, Conv2D<50, 3, no_bias>, BatchNormalization<>, Threads<2>>();
    check_convolution<Stored, Input<16, 18, 3>, Conv2D<20, 3>, NoLayer>();  // Winograd
    check_convolution<Stored, Input<9, 8, 33>, Conv2D<35, 3, no_bias>, BatchNormalization<>>();
    check_convolution<Stored, Input<8, 8, 124>, Conv2D<126, 3, same>, NoLayer>();  // of a large kernel
    check_convolution<Stored, Input<8, 8, 124>, Conv2D<126, 3, same>, NoLayer, Batch<5>>();
    check_convolution<Stored, Input<3, 3, 200>, Conv2D<700, 1>, BatchNormalization<>,
                      Batch<9>>();  // by batch
  };
  check(Weights::bf16());
  check(Weights::int8());
}

template <class Block>
void check_one_and_many() {
  const StageRunner<Block> one(1), many(8);
  one.w.fill(1, 0.5f);
  many.w.fill(1, 0.5f);
  one.x.fill(2, 1.0f);
  for (std::size_t i = 0; i < one.x.size(); ++i) one.x[i] = one.x[i] < -0.2f ? 0.0f : one.x[i];
  for (std::size_t i = 0; i < many.x.size(); ++i) many.x[i] = one.x[i % one.x.size()];
  one.forward();
  many.forward();
  CHECK(std::equal(one.y.data(), one.y.data() + one.y.size(), many.y.data()));
}

TEST_CASE("One sample and many give the same bits") {
  check_one_and_many<DenseBlock<Shape<517>, Dense<70>, true>>();
  check_one_and_many<DenseBlock<Shape<517>, Dense<256>, true>>();  // packed
}

TEST_CASE("A NaN is not taken for a zero") {
  using Block = DenseBlock<Shape<40>, Dense<3>, true>;
  for (std::size_t place : {std::size_t{3}, std::size_t{39}}) {
    const StageRunner<Block> run(1);
    run.w.fill(1, 0.5f);
    run.x.fill(2, 1.0f);
    run.x[place] = std::numeric_limits<float>::quiet_NaN();
    run.forward();
    for (std::size_t u = 0; u < 3; ++u) CHECK(std::isnan(run.y[u]));
  }
}

}  // namespace small_weights_test
}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
