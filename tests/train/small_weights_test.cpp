// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/train/threads.hpp"
#include "catch.hpp"

using namespace cameo;

namespace small_weights_test {

using Net = Sequential<Input<12, 10, 2>, Conv2D<9, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<40>, ReLU,
                       Dense<3>, Softmax>;

Parameters<Net> parameters;
Predictor<Net, Borrowed> floats(parameters);
std::vector<float> x(5 * Net::Input::size), expected(5 * 3);

void draw() {
  parameters.initialize(3);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(4, i);
  REQUIRE(!floats.predict(x, expected));
}

/// The largest difference to the float network.
template <class Model>
float difference(Model& model) {
  std::vector<float> y(expected.size());
  REQUIRE(model.predict(x, y).message() == "");
  float most = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    CHECK(std::isfinite(y[i]));
    most = std::max(most, std::fabs(y[i] - expected[i]));
  }
  return most;
}

template <class Stored, class... Options>
float difference() {
  Predictor<Net, Stored, Options...> predictor;
  REQUIRE(predictor.quantize(parameters).message() == "");
  return difference(predictor);
}

TEST_CASE("Small weights predict almost what float weights predict, in less memory") {
  draw();
  const float half = difference<Weights::bf16>(), byte = difference<Weights::int8>();
  CHECK(half < 0.003f);
  CHECK(half > 0);
  CHECK(byte < 0.006f);
  CHECK(byte > 0);
  CHECK(difference<Weights::bf16, Batch<4>>() == Approx(half).margin(1e-6));
  CHECK(difference<Weights::int8, Batch<4>, Threads<2>>() == Approx(byte).margin(1e-6));

  constexpr std::size_t weights = 5 * 4 * 9 * 40 + 40 * 3;
  CHECK(sizeof(Predictor<Net>) - sizeof(Predictor<Net, Weights::bf16>) > 2 * weights - 200);
  CHECK(sizeof(Predictor<Net>) - sizeof(Predictor<Net, Weights::int8>) > 3 * weights - 500);
}

TEST_CASE("Small weights may be borrowed") {
  draw();
  static StoredParameters<Net, Weights::int8> stored;
  REQUIRE(!stored.quantize(parameters));
  static const StoredParameters<Net, Weights::int8> constant = stored;
  Predictor<Net, Borrowed, Weights::int8> predictor(constant);
  CHECK(difference(predictor) == difference<Weights::int8>());
}

}  // namespace small_weights_test
