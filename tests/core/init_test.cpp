// SPDX-License-Identifier: MIT
#include "cameo/core/init.hpp"

#include <algorithm>
#include <vector>

#include "catch.hpp"

using namespace cameo;

namespace init_test {

struct Values {
  std::vector<float> values;
  double mean = 0, deviation = 0;
  float largest = 0;
};

Values initialized(Initializer initializer, int fan_in, int fan_out) {
  Values result{std::vector<float>(50'000)};
  initialize(result.values, initializer, fan_in, fan_out, 4);
  const double size = static_cast<double>(result.values.size());
  double squares = 0;
  for (float value : result.values) {
    result.mean += static_cast<double>(value) / size;
    squares += static_cast<double>(value) * static_cast<double>(value) / size;
    result.largest = std::max(result.largest, std::fabs(value));
  }
  result.deviation = std::sqrt(squares - result.mean * result.mean);
  return result;
}

void check_uniform(const Values& result, double limit) {
  CHECK(result.mean == Approx(0).margin(limit / 80));
  CHECK(static_cast<double>(result.largest) == Approx(limit).epsilon(1e-3));
  CHECK(result.deviation == Approx(limit / std::sqrt(3.0)).epsilon(0.02));
}

TEST_CASE("Zeros and Ones") {
  CHECK(initialized(Zeros, 3, 5).values == std::vector<float>(50'000, 0.0f));
  CHECK(initialized(Ones, 3, 5).values == std::vector<float>(50'000, 1.0f));
}

TEST_CASE("GlorotUniform and HeUniform fill their limits evenly") {
  check_uniform(initialized(GlorotUniform, 27, 288), std::sqrt(6.0 / (27 + 288)));
  check_uniform(initialized(HeUniform, 27, 288), std::sqrt(6.0 / 27));
}

TEST_CASE("HeNormal has the right deviation after it is cut at two of them") {
  const Values result = initialized(HeNormal, 50, 10);
  const double deviation = std::sqrt(2.0 / 50);
  CHECK(result.mean == Approx(0).margin(deviation / 50));
  CHECK(result.deviation == Approx(deviation).epsilon(0.02));
  CHECK(static_cast<double>(result.largest) <= 2 * deviation / 0.8796 + 1e-6);
  CHECK(static_cast<double>(result.largest) > 1.9 * deviation / 0.8796);
}

TEST_CASE("One key, one set of values") {
  std::vector<float> first(100), again(100), other(100);
  initialize(first, HeNormal, 5, 5, 1);
  initialize(again, HeNormal, 5, 5, 1);
  initialize(other, HeNormal, 5, 5, 2);
  CHECK(first == again);
  CHECK(first != other);
}

}  // namespace init_test
