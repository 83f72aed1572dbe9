// SPDX-License-Identifier: MIT
#include "cameo/simd/reduce-inl.hpp"

#include <limits>
#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

namespace reduce_test {

namespace simd = cameo::HWY_NAMESPACE;

std::vector<float> values(std::uint64_t key, std::size_t size) {
  std::vector<float> x(size);
  for (std::size_t i = 0; i < size; ++i) x[i] = cameo::random_uniform(key, i) - 0.25f;
  return x;
}

TEST_CASE("sum, dot and largest of any number of values") {
  for (std::size_t size : std::vector<std::size_t>{1, 2, 7, 15, 16, 17, 33, 100, 1000}) {
    CAPTURE(size);
    const std::vector<float> x = values(1, size), y = values(2, size);
    double sum = 0, dot = 0;
    float largest = x[0];
    for (std::size_t i = 0; i < size; ++i) {
      sum += static_cast<double>(x[i]);
      dot += static_cast<double>(x[i]) * static_cast<double>(y[i]);
      largest = std::max(largest, x[i]);
    }
    CHECK(static_cast<double>(simd::sum(x.data(), size)) == Approx(sum).epsilon(1e-5));
    CHECK(static_cast<double>(simd::dot(x.data(), y.data(), size)) == Approx(dot).epsilon(1e-5));
    CHECK(simd::largest(x.data(), size) == largest);
  }
}

TEST_CASE("squares are added up in double, of any size") {
  for (std::size_t size : std::vector<std::size_t>{0, 1, 15, 16, 33, 1000}) {
    std::vector<float> x = values(1, size);
    double sum = 0;
    for (const float value : x) sum += static_cast<double>(value) * static_cast<double>(value);
    CHECK(simd::sum_of_squares(x.data(), size) == Approx(sum).epsilon(1e-13));
  }
  const std::vector<float> huge(5, 1e30f);
  CHECK(simd::sum_of_squares(huge.data(), 5) == Approx(5e60).epsilon(1e-6));
}

TEST_CASE("one value that is not finite is found wherever it stands") {
  for (std::size_t n : {1u, 7u, 16u, 50u}) {
    std::vector<float> x(n, -std::numeric_limits<float>::max());
    CHECK(simd::all_finite(x.data(), n));
    for (const float fault : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              -std::numeric_limits<float>::infinity()})
      for (std::size_t i = 0; i < n; ++i) {
        x[i] = fault;
        CHECK_FALSE(simd::all_finite(x.data(), n));
        x[i] = 1;
      }
  }
  CHECK(simd::all_finite(nullptr, 0));
}

TEST_CASE("sum adds in 16 columns and then as a tree, on every target") {
  const std::vector<float> x = values(3, 77);
  float columns[16] = {};
  for (std::size_t i = 0; i < x.size(); ++i) columns[i % 16] += x[i];
  const float expected = simd::sum_columns(columns);
  CHECK(simd::sum(x.data(), x.size()) == expected);
  const std::vector<float> ones(x.size(), 1.0f);
  CHECK(simd::dot(x.data(), ones.data(), x.size()) == expected);
}

}  // namespace reduce_test
