// SPDX-License-Identifier: MIT
#include "cameo/face/mirror_average.hpp"

#include <algorithm>
#include <vector>

#include "cameo/cameo.hpp"
#include "catch.hpp"

using namespace cameo;

namespace mirror_average_test {

using Net = Sequential<Input<3, 5, 2>, Flatten, Dense<4, DenseOptions{.bias = false}>>;

TEST_CASE("predict_with_mirror adds what the mirrored picture gives, of length 1, and x stays") {
  static Predictor<Net, Batch<2>> predictor;
  predictor.initialize(3);
  constexpr std::size_t samples = 3;
  std::vector<float> x(samples * Net::Input::size), y(samples * 4), of_mirror(y.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(1, i);
  std::vector<float> mirrored = x;
  for (std::size_t row = 0; row < samples * 3; ++row)
    for (std::size_t column = 0; column < 5; ++column)
      for (std::size_t c = 0; c < 2; ++c)
        mirrored[(row * 5 + column) * 2 + c] = x[(row * 5 + 4 - column) * 2 + c];
  std::vector<float> plain(y.size()), other(y.size());
  REQUIRE_FALSE(predictor.predict(x, plain));
  REQUIRE_FALSE(predictor.predict(mirrored, other));
  const std::vector<float> before = x;
  REQUIRE_FALSE(predict_with_mirror<Net>(predictor, std::span(x), y, of_mirror));
  CHECK(x == before);
  for (std::size_t first = 0; first < y.size(); first += 4) {
    double length = 0;
    for (std::size_t i = first; i < first + 4; ++i)
      length += std::pow(static_cast<double>(plain[i] + other[i]), 2);
    for (std::size_t i = first; i < first + 4; ++i)
      CHECK(static_cast<double>(y[i]) ==
            Approx(static_cast<double>(plain[i] + other[i]) / std::sqrt(length)).margin(1e-6));
  }
}

TEST_CASE("predict_with_mirror hands on what predict refuses") {
  static Predictor<Net> predictor;
  predictor.initialize(3);
  std::vector<float> x(Net::Input::size), y(3), of_mirror(4);
  CHECK(predict_with_mirror<Net>(predictor, std::span(x), y, of_mirror));
}

}  // namespace mirror_average_test
