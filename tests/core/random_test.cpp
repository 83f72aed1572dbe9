// SPDX-License-Identifier: MIT
#include "cameo/core/random.hpp"

#include <array>
#include <set>
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

TEST_CASE("every purpose of a seed has streams of its own") {
  constexpr std::array purposes{Purpose::Parameters, Purpose::Order, Purpose::Augmentation, Purpose::Layers,
                                Purpose::Split};
  std::set<std::uint64_t> keys;
  std::size_t made = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    keys.insert(seed);
    ++made;
    for (std::uint64_t number = 0; number < 20; ++number, ++made) keys.insert(random_bits(seed, number));
    for (Purpose purpose : purposes) {
      keys.insert(stream(seed, purpose));
      ++made;
      for (std::uint64_t a = 0; a < 20; ++a) {
        keys.insert(stream(seed, purpose, a));
        ++made;
        for (std::uint64_t b = 0; b < 20; ++b, ++made) keys.insert(stream(seed, purpose, a, b));
      }
    }
  }
  CHECK(keys.size() == made);
  STATIC_REQUIRE(stream(3, Purpose::Order, 5u, 7u) == random_bits(stream(3, Purpose::Order, 5u), 7));
}
