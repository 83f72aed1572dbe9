// SPDX-License-Identifier: MIT
#include "cameo/layers/reshape.hpp"

#include "cameo/cameo.hpp"
#include "catch.hpp"

using namespace cameo;

TEST_CASE("Reshape gives the same values another shape and costs nothing") {
  using Net = Sequential<Input<24>, Reshape<2, 4, 3>, MaxPooling2D<2>, Reshape<6>>;
  STATIC_REQUIRE(std::is_same_v<Net::OutputOf<0>, Shape<2, 4, 3>>);
  STATIC_REQUIRE(std::is_same_v<Net::OutputOf<2>, Shape<6>>);
  static Predictor<Net> predictor;
  predictor.initialize(0);
  std::array<float, 24> x;
  for (std::size_t i = 0; i < 24; ++i) x[i] = static_cast<float>(i);
  std::array<float, 6> y;
  REQUIRE(!predictor.predict(x, y));
  CHECK(y == std::array<float, 6>{15, 16, 17, 21, 22, 23});  // pixels (1, 1) and (1, 3)
}
