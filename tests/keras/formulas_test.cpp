// SPDX-License-Identifier: MIT
#include "keras/formulas.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "catch.hpp"
#include "keras/flagship_figures.hpp"
#include "keras/small_figures.hpp"

// The values are what `make_figures.py formulas` prints.

namespace formulas_test {

bool equal(std::span<const float> values, std::initializer_list<float> expected) {
  return std::equal(values.begin(), values.end(), expected.begin(), expected.end());
}

TEST_CASE("The C++ formulas give NumPy's parameters bit by bit") {
  std::vector<float> kernel(3 * 3 * 32 * 64);
  keras::fill_parameter(1002, cameo::TensorShape{{3, 3, 32, 64}, 4}, kernel);
  const std::span all(kernel);
  CHECK(equal(all.first(3), {-0x1.141f8ep-4f, -0x1.b7ca2p-6f, 0x1.d7bd8p-6f}));
  CHECK(equal(all.last(3), {-0x1.f1b35p-5f, -0x1.5cad2cp-5f, -0x1.32faacp-6f}));

  std::array<float, 2> bias{1.0f, 2.0f};
  keras::fill_parameter(1001, cameo::TensorShape{{2}, 1}, bias);
  CHECK(equal(bias, {0.0f, 0.0f}));
}

TEST_CASE("The C++ formulas give NumPy's batches bit by bit") {
  std::array<float, 32> classes{};
  keras::fill_classes(3000, 2, classes);
  CHECK(equal(std::span(classes).first(8), {0, 1, 1, 1, 1, 0, 0, 0}));

  std::vector<float> pictures(32 * 64 * 64 * 3);
  keras::fill_pictures(2000, classes, 64, 64, 3, pictures);
  const auto value = [&](std::size_t n, std::size_t row, std::size_t column, std::size_t channel) {
    return pictures[((n * 64 + row) * 64 + column) * 3 + channel];
  };
  CHECK(value(1, 5, 30, 2) == 0x1.5b21aap+0f);
  CHECK(value(1, 5, 31, 2) == 0x1.7d5ffcp+0f);
  CHECK(value(1, 5, 32, 2) == 0x1.63c6e2p-1f);
  CHECK(equal(std::span<const float>(pictures).last(3), {0x1.ff0cccp-1f, 0x1.50b55ap-1f, 0x1.fb6d18p-3f}));

  std::array<float, 8 * 4> rows{};
  keras::fill_one_hot(23000, 4, rows);
  CHECK(equal(std::span(rows).first(12), {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1}));

  std::array<float, 8 * 10> vectors{};
  keras::fill_vectors(22000, vectors);
  CHECK(equal(std::span(vectors).last(3), {0x1.7d394cp-1f, 0x1.8e3ecp-2f, -0x1.cef4fp-1f}));

  std::array<float, 8 * 9 * 9 * 2> bytes{};
  keras::fill_bytes(42000, bytes);
  CHECK(equal(std::span(bytes).last(4), {109.0f, 5.0f, 17.0f, 235.0f}));
}

TEST_CASE("The flagship's figures are those of a network that learns") {
  using namespace keras_figures::flagship;
  CHECK(losses.front() > 0.6);
  CHECK(losses.back() < 0.01);
  for (std::size_t step = 0; step < losses.size(); ++step)
    CHECK(losses[step] == Approx(losses_in_double[step]).epsilon(4e-4));
  CHECK(accuracies.back() == 1.0);
}

}  // namespace formulas_test
