// SPDX-License-Identifier: MIT
#include "cameo/plan/lower.hpp"

#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/input.hpp"
#include "catch.hpp"

using namespace cameo;
using namespace cameo::plan;

namespace lower_test {
template <class Net>
using Lowering = Lowered<Net, true, Weights::float32>;
template <class Net, class... Expected>
constexpr bool lowers_to = std::is_same_v<typename Lowering<Net>::Stages, StageList<Expected...>>;
template <class Lowered, class Expected>
constexpr bool first_is = std::is_same_v<typename Lowered::Stages::template At<0>, Expected>;
template <class Net>
constexpr auto offset_of(std::size_t stage) {
  return Lowering<Net>::facts[stage].parameter_offset;
}

// Of an image so large that its products by plain sums are more than an int holds.
static_assert(winograd_saves(
    {ConvBlock<Shape<4700, 4700, 3>, Conv2D<64, 7, Conv{.stride = 2}>, true, 1>::geometry}, 8));

TEST_CASE("the longest run of layers becomes one stage") {
  using Net = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<128>, ReLU,
                         Dense<1>, Sigmoid>;
  STATIC_REQUIRE(lowers_to<Net, ConvBlock<Shape<64, 64, 3>, Conv2D<32, 3>, true, 2>,
                           DenseBlock<Shape<30752>, Dense<128>, true>,
                           DenseBlock<Shape<128>, Dense<1>, false>, LayerStage<Shape<1>, Sigmoid>>);
  STATIC_REQUIRE(offset_of<Net>(1) == 896);
  STATIC_REQUIRE(offset_of<Net>(2) == 896 + 30752 * 128 + 128);
  STATIC_REQUIRE(offset_of<Net>(3) == 896 + 30752 * 128 + 128 + 128 + 16);
}

TEST_CASE(
    "a predictor's convolution of few pixels and many filters takes the whole batch, a trainer's does not") {
  using Layer = Conv2D<256, 3, Conv{.padding = Same}>;
  using Block = ConvBlock<Shape<4, 4, 64>, Layer, true, 1>;
  using Net = Sequential<Input<4, 4, 64>, Layer, ReLU, Flatten>;
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, true, Weights::float32>::Stages, StageList<Block>>);
  STATIC_REQUIRE(
      std::is_same_v<Lowered<Net, false, Weights::float32, 4>::Stages, StageList<typename Block::OfBatch>>);
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, false, Weights::float32, 3>::Stages, StageList<Block>>);
  STATIC_REQUIRE((Block::by_sample && !Block::OfBatch::by_sample));
}

TEST_CASE("training takes whole batches for a convolution, if they have tiles enough") {
  using Layer = Conv2D<16, 3, Conv{.padding = Same}>;
  using Block = ConvBlock<Shape<8, 8, 16>, Layer, false, 1>;
  using Normalization = NormalizationBlock<Shape<8, 8, 16>, BatchNormalization<>, false, true>;
  using Net = Sequential<Input<8, 8, 16>, Layer, BatchNormalization<>>;
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, true, Weights::float32, 8>::Stages,
                                StageList<typename Block::OfTrainingBatch, Normalization>>);
  STATIC_REQUIRE(
      std::is_same_v<Lowered<Net, true, Weights::float32, 7>::Stages, StageList<Block, Normalization>>);
  using Rectified = Sequential<Input<8, 8, 16>, Layer, ReLU>;
  STATIC_REQUIRE(
      std::is_same_v<Lowered<Rectified, true, Weights::float32, 8>::Stages,
                     StageList<typename ConvBlock<Shape<8, 8, 16>, Layer, true, 1>::OfTrainingBatch>>);
}

TEST_CASE("a predictor for batches packs the kernels of dense layers, one for few samples does not") {
  using Block = DenseBlock<Shape<100>, Dense<64>, true>;
  using Net = Sequential<Input<100>, Dense<64>, ReLU>;
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, true, Weights::float32, 32>::Stages, StageList<Block>>);
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, false, Weights::float32, 7>::Stages, StageList<Block>>);
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, false, Weights::float32, 8>::Stages, StageList<Block::OfBatch>>);
  STATIC_REQUIRE(!DenseBlock<Shape<100>, Dense<32>, true>::pays_by_batch(8));
  STATIC_REQUIRE(!DenseBlock<Shape<100>, Dense<64>, true, Weights::bf16>::pays_by_batch(8));
}

TEST_CASE("a predictor reads the one large kernel of a network in turns") {
  using Block = DenseBlock<Shape<4096>, Dense<64>, true>;
  using Last = DenseBlock<Shape<64>, Dense<10>, false>;
  using Net = Sequential<Input<4096>, Dense<64>, ReLU, Dense<10>>;
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, false, Weights::float32>::Stages,
                                StageList<typename Block::ReadInTurns, Last>>);
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, false, Weights::float32, 8>::Stages,
                                StageList<typename Block::ReadInTurns::OfBatch, Last>>);
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, true, Weights::float32>::Stages, StageList<Block, Last>>);
  STATIC_REQUIRE(!Block::pays_in_turns(2 * 4096 * 64));                               // one of two
  STATIC_REQUIRE(!DenseBlock<Shape<4095>, Dense<64>, true>::pays_in_turns(300'000));  // small
}

TEST_CASE("a small image is one row to windows of one pixel, and may pass by the batch") {
  using Block = ConvBlock<Shape<4, 4, 512>, Conv2D<512, 1>, false, 1>;
  using Net = Sequential<Input<4, 4, 512>, Conv2D<512, 1>>;
  STATIC_REQUIRE(std::is_same_v<Block::OfOneRow, ConvBlock<Shape<1, 16, 512>, Conv2D<512, 1>, false, 1>>);
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, true, Weights::float32, 3>::Stages, StageList<Block::OfOneRow>>);
  STATIC_REQUIRE(std::is_same_v<Lowered<Net, true, Weights::float32, 4>::Stages,
                                StageList<Block::OfOneRow::OfTrainingBatch>>);
  STATIC_REQUIRE(
      std::is_same_v<Lowered<Net, false, Weights::float32, 8>::Stages, StageList<Block::OfOneRow::OfBatch>>);
}

TEST_CASE(
    "a predictor of few samples has smaller tiles where vectors are wide, else in a large network a late "
    "kernel") {
  using Layer = Conv2D<128, 3, Conv{.padding = Same}>;
  using Block = ConvBlock<Shape<8, 8, 128>, Layer, true, 1>;
  using Small = Sequential<Input<8, 8, 128>, Layer, ReLU>;
  using Large = Sequential<Input<8, 8, 128>, Layer, ReLU, Flatten, Dense<512>>;
  STATIC_REQUIRE(first_is<Lowered<Large, false, Weights::float32, 3>, Block::OfFewSamples>);
  STATIC_REQUIRE(first_is<Lowered<Large, false, Weights::float32, 4>, Block::OfBatch>);
  STATIC_REQUIRE(first_is<Lowered<Large, true, Weights::float32>, Block>);
  STATIC_REQUIRE(first_is<Lowered<Small, false, Weights::float32>,
                          std::conditional_t<wide_vectors, Block::OfFewSamples, Block>>);
  using Late = ConvBlock<Shape<8, 8, 128>, Layer, true, 1, NoLayer, ConvFor::FewByLateKernel>;
  using SmallTiles = ConvBlock<Shape<8, 8, 128>, Layer, true, 1, NoLayer, ConvFor::FewBySmallTiles>;
  STATIC_REQUIRE(std::is_same_v<Block::OfFewSamples, std::conditional_t<wide_vectors, SmallTiles, Late>>);
  STATIC_REQUIRE(3 * Late::memory<false>.prepared < Block::memory<false>.prepared);
  STATIC_REQUIRE(2 * SmallTiles::memory<false>.prepared < Block::memory<false>.prepared);
}

TEST_CASE("a predictor passes over the Dropout within a run") {
  using In = Shape<8, 8, 2>;
  using Layer = Conv2D<4, 3>;
  using Normalization = BatchNormalization<>;
  using Net = Sequential<Input<8, 8, 2>, Layer, Dropout<0.5f>, Normalization, Dropout<0.5f>, ReLU,
                         MaxPooling2D<2>, Flatten, Normalization, Dense<3>, Dropout<0.5f>, Normalization>;
  using Predicting = Lowered<Net, false, Weights::float32>;
  STATIC_REQUIRE(
      std::is_same_v<Predicting::Stages,
                     StageList<ConvBlock<In, Layer, true, 2, Normalization>,
                               NormalizationBlock<Shape<36>, Normalization, false, false>,
                               DenseBlock<Shape<36>, Dense<3>, false, Weights::float32, Normalization>>>);
  STATIC_REQUIRE((Predicting::facts[0].layers == 6 && Predicting::facts[1].layers == 1));
  STATIC_REQUIRE((Predicting::facts[2].first_layer == 8 && Predicting::facts[2].layers == 3));
  STATIC_REQUIRE(Lowering<Net>::size == 10);
}

TEST_CASE("what no fused stage covers runs by itself") {
  using Dilated = Conv2D<2, 3, Conv{.dilation = 2}>;
  using Grouped = Conv2D<4, 3, Conv{.groups = 2}>;
  STATIC_REQUIRE(
      lowers_to<Sequential<Input<9, 9, 1>, Dilated, ReLU, Grouped>, LayerStage<Shape<9, 9, 1>, Dilated>,
                LayerStage<Shape<5, 5, 2>, ReLU>, LayerStage<Shape<5, 5, 2>, Grouped>>);
  using Overlapping = Sequential<Input<9, 9, 1>, Conv2D<2, 3>, ReLU, MaxPooling2D<3, 2>>;
  STATIC_REQUIRE(lowers_to<Overlapping, ConvBlock<Shape<9, 9, 1>, Conv2D<2, 3>, true, 1>,
                           LayerStage<Shape<7, 7, 2>, MaxPooling2D<3, 2>>>);
  using Oblong = Sequential<Input<9, 9, 1>, Conv2D<2, 3>, MaxPooling2D<Window{2, 3}>>;
  STATIC_REQUIRE(lowers_to<Oblong, ConvBlock<Shape<9, 9, 1>, Conv2D<2, 3>, false, 1>,
                           LayerStage<Shape<7, 7, 2>, MaxPooling2D<Window{2, 3}>>>);
  using Padded = Sequential<Input<9, 9, 1>, Conv2D<2, 3>, ReLU, MaxPooling2D<2, 2, Same>>;
  STATIC_REQUIRE(lowers_to<Padded, ConvBlock<Shape<9, 9, 1>, Conv2D<2, 3>, true, 1>,
                           LayerStage<Shape<7, 7, 2>, MaxPooling2D<2, 2, Same>>>);
  using WithoutRelu =
      Sequential<Input<9, 9, 1>, Conv2D<2, 3>, MaxPooling2D<3>, Conv2D<4, 2>, AveragePooling2D<1>>;
  STATIC_REQUIRE(lowers_to<WithoutRelu, ConvBlock<Shape<9, 9, 1>, Conv2D<2, 3>, false, 3>,
                           ConvBlock<Shape<2, 2, 2>, Conv2D<4, 2>, false, 1>,
                           LayerStage<Shape<1, 1, 4>, AveragePooling2D<1>>>);
}

TEST_CASE("a value that a second reader wants ends a run") {
  using Net = Sequential<Input<8, 8, 2>, Conv2D<2, 3>, Residual<ReLU, MaxPooling2D<1>>, Flatten, Dense<4>>;
  STATIC_REQUIRE(
      lowers_to<Net, ConvBlock<Shape<8, 8, 2>, Conv2D<2, 3>, false, 1>,  // the branch reads it, and the sum
                LayerStage<Shape<6, 6, 2>, ReLU>, LayerStage<Shape<6, 6, 2>, MaxPooling2D<1>>,
                JoinStage<join::Add, Shape<6, 6, 2>, Shape<6, 6, 2>>,
                DenseBlock<Shape<72>, Dense<4>, false>>);
  constexpr auto& sources = Lowering<Net>::facts[3].sources;
  STATIC_REQUIRE((sources.count == 2 && sources.nodes[0] == 0 && sources.nodes[1] == 2));
}

TEST_CASE("the activation that ends a residual block is of one stage with its sum") {
  using In = Shape<8, 8, 2>;
  using Body = Conv2D<2, 3, Conv{.padding = Same}>;
  using Net = Sequential<Input<8, 8, 2>, Residual<Body>, ReLU, Residual<ReLU6>, Residual<Tanh>, Tanh>;
  STATIC_REQUIRE(lowers_to<Net, ConvBlock<In, Body, false, 1>, ActivatedAdd<ReLU, In, In>,
                           LayerStage<In, ReLU6>, JoinStage<join::Add, In, In>, LayerStage<In, Tanh>,
                           JoinStage<join::Add, In, In>, LayerStage<In, Tanh>>);
}

}  // namespace lower_test
