// SPDX-License-Identifier: MIT
#include "cameo/net/sequential.hpp"

#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "catch.hpp"

using namespace cameo;

namespace sequential_test {

using FaceNet = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                           MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;

TEST_CASE("shapes, parameters and multiply-adds of the flagship are Keras's") {
  STATIC_REQUIRE(FaceNet::layers == 11);
  STATIC_REQUIRE(std::is_same_v<FaceNet::OutputOf<0>, Shape<62, 62, 32>>);
  STATIC_REQUIRE(std::is_same_v<FaceNet::OutputOf<2>, Shape<31, 31, 32>>);
  STATIC_REQUIRE(std::is_same_v<FaceNet::OutputOf<5>, Shape<14, 14, 64>>);
  STATIC_REQUIRE(std::is_same_v<FaceNet::OutputOf<6>, Shape<12544>>);
  STATIC_REQUIRE(std::is_same_v<FaceNet::Output, Shape<1>>);
  STATIC_REQUIRE(FaceNet::parameter_count == 1'625'281);
  STATIC_REQUIRE(FaceNet::multiply_adds == 3'321'216 + 15'501'312 + 1'605'632 + 128);
}

TEST_CASE("strides and Same padding give TensorFlow's shapes") {
  using Net = Sequential<Input<13, 10, 1>, Conv2D<4, 5, Conv{.stride = 2, .padding = Same}>,
                         Conv2D<3, 3, Conv{.stride = 3}>>;
  STATIC_REQUIRE(std::is_same_v<Net::OutputOf<0>, Shape<7, 5, 4>>);
  STATIC_REQUIRE(std::is_same_v<Net::OutputOf<1>, Shape<2, 1, 3>>);
  using Small =
      Sequential<Input<7, 9, 2>, AveragePooling2D<2, 1>, MaxPooling2D<3, 2>, GlobalAveragePooling2D>;
  STATIC_REQUIRE(std::is_same_v<Small::OutputOf<0>, Shape<6, 8, 2>>);
  STATIC_REQUIRE(std::is_same_v<Small::OutputOf<1>, Shape<2, 3, 2>>);
  STATIC_REQUIRE(std::is_same_v<Small::Output, Shape<2>>);
}

}  // namespace sequential_test
