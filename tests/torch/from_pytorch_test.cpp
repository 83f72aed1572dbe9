// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include "cameo/cameo.hpp"
#include "cameo/io/safetensors.hpp"
#include "catch.hpp"
#include "figures.hpp"

using namespace cameo;

namespace from_pytorch_test {

/// That of make_figures.py.
using Net = Sequential<Input<9, 8, 3>, Conv2D<4, 3, Conv{.stride = 2, .padding = 1, .bias = false}>,
                       BatchNormalization<0.9f, 1e-5f>, ReLU, Conv2D<6, 3, Conv{.padding = 1, .groups = 2}>,
                       ReLU, MaxPooling2D<2>, Conv2DTranspose<5, 3, Transpose{.stride = 2, .padding = 1}>,
                       Flatten, Dense<7>, Tanh, Dense<3>, Softmax>;

TEST_CASE("weights that examples/from_pytorch.py stores give PyTorch's outputs") {
  static Predictor<Net> predictor;
  const Error error =
      load_weights(std::as_bytes(std::span(torch_figures::model)), "figures", predictor.parameters());
  REQUIRE(std::string(error.message()) == "");
  std::array<float, 6> y{};
  REQUIRE(!predictor.predict(torch_figures::x, y));
  for (std::size_t i = 0; i < y.size(); ++i) CHECK(std::fabs(y[i] - torch_figures::y[i]) < 1e-6f);
}

}  // namespace from_pytorch_test
