// SPDX-License-Identifier: MIT
#include "cameo/plan/lower.hpp"

#include "catch.hpp"

using namespace cameo;

namespace {
template <class Net, class... Placed>
constexpr bool lowers_to = std::is_same_v<Lowered<Net>, StageList<Placed...>>;
}

TEST_CASE("the longest run of layers becomes one stage") {
  using Net = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<128>, ReLU,
                         Dense<1>, Sigmoid>;
  STATIC_REQUIRE(
      lowers_to<Net, PlacedStage<ConvBlock<Shape<64, 64, 3>, Conv2D<32, 3>, true, 2>, 0, 0>,
                PlacedStage<DenseBlock<Shape<30752>, Dense<128>, true>, 4, 896>,
                PlacedStage<DenseBlock<Shape<128>, Dense<1>, false>, 6, 896 + 30752 * 128 + 128>,
                PlacedStage<LayerStage<Shape<1>, Sigmoid>, 7, 896 + 30752 * 128 + 128 + 128 + 16>>);
}

TEST_CASE("what no fused stage covers runs by itself") {
  using Overlapping = Sequential<Input<9, 9, 1>, Conv2D<2, 3>, ReLU, MaxPooling2D<3, 2>>;
  STATIC_REQUIRE(lowers_to<Overlapping, PlacedStage<ConvBlock<Shape<9, 9, 1>, Conv2D<2, 3>, true, 1>, 0, 0>,
                           PlacedStage<LayerStage<Shape<7, 7, 2>, MaxPooling2D<3, 2>>, 2, 32 + 16>>);
  using WithoutRelu =
      Sequential<Input<9, 9, 1>, Conv2D<2, 3>, MaxPooling2D<3>, Conv2D<4, 2>, AveragePooling2D<1>>;
  STATIC_REQUIRE(lowers_to<WithoutRelu, PlacedStage<ConvBlock<Shape<9, 9, 1>, Conv2D<2, 3>, false, 3>, 0, 0>,
                           PlacedStage<ConvBlock<Shape<2, 2, 2>, Conv2D<4, 2>, false, 1>, 2, 48>,
                           PlacedStage<LayerStage<Shape<1, 1, 4>, AveragePooling2D<1>>, 3, 48 + 32 + 16>>);
}
