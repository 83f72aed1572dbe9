// SPDX-License-Identifier: MIT
#include "cameo/core/random.hpp"

#include <vector>

#include "catch.hpp"

using namespace cameo;

// Published figures and saved runs hang on these bits: they must never change.
static_assert(random_bits(0, 0) == 0x88CE4B48A6765BFCu);
static_assert(random_bits(1, 0) == 0xDC1E94F5B566FC5Cu);
static_assert(random_bits(1, 1) == 0xA552858A26E8DC31u);
static_assert(random_bits(std::uint64_t{1} << 63, 12345) == 0x325943E34C476E19u);

TEST_CASE("random_uniform is uniform, along a stream and across streams") {
  constexpr std::uint64_t size = 100'000;
  std::vector<int> along(10), across(10);
  double products = 0;
  for (std::uint64_t i = 0; i < size; ++i) {
    const float a = random_uniform(3, i), b = random_uniform(i, 3), next = random_uniform(3, i + 1);
    REQUIRE((a >= 0 && a < 1 && b >= 0 && b < 1));
    ++along[static_cast<std::size_t>(a * 10)];
    ++across[static_cast<std::size_t>(b * 10)];
    products += (static_cast<double>(a) - 0.5) * (static_cast<double>(next) - 0.5);
  }
  for (std::size_t tenth = 0; tenth < 10; ++tenth) {  // 10 000 +- 5 deviations
    CHECK(along[tenth] == Approx(10'000).margin(475));
    CHECK(across[tenth] == Approx(10'000).margin(475));
  }
  CHECK(products / size * 12 == Approx(0).margin(0.016));  // correlation of neighbours
}

TEST_CASE("Permutation visits every index once, each key in another order") {
  for (std::uint64_t size : std::vector<std::uint64_t>{1, 2, 3, 4, 5, 16, 17, 1000, 1025}) {
    CAPTURE(size);
    std::vector<int> visits(size);
    for (std::uint64_t i = 0; i < size; ++i) ++visits.at(Permutation(9, size)(i));
    CHECK(visits == std::vector<int>(size, 1));
  }
  const Permutation first(1, 1000), second(2, 1000);
  int equal = 0, fixed = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    equal += first(i) == second(i) ? 1 : 0;
    fixed += first(i) == i ? 1 : 0;
  }
  CHECK(equal < 8);  // 1 is expected
  CHECK(fixed < 8);
}
