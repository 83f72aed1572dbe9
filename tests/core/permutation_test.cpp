// SPDX-License-Identifier: MIT
#include "cameo/core/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "catch.hpp"

using namespace cameo;

namespace permutation_test {

std::vector<std::uint64_t> order(std::uint64_t key, std::uint64_t size) {
  const Permutation permutation(key, size);
  std::vector<std::uint64_t> elements(size);
  for (std::uint64_t i = 0; i < size; ++i) elements[i] = permutation(i);
  return elements;
}

bool odd(const std::vector<std::uint64_t>& elements) {
  std::vector<bool> seen(elements.size());
  std::size_t cycles = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (!seen[i]) ++cycles;
    for (std::size_t j = i; !seen[j]; j = elements[j]) seen[j] = true;
  }
  return (elements.size() - cycles) % 2 == 1;
}

double chi_square(const std::vector<int>& counts) {
  double all = 0, sum = 0;
  for (int count : counts) all += count;
  const double expected = all / static_cast<double>(counts.size());
  for (int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

/// How far a chi-square is from what it should be, in its own deviations: normal for many degrees of freedom.
double deviations(double chi_square, double freedom) {
  return (chi_square - freedom) / std::sqrt(2 * freedom);
}

/// Steps from each element of an order to the next, modulo the size: a network of too few rounds repeats
/// them.
double deviations_of_steps(std::uint64_t size, int orders) {
  std::vector<int> steps(size - 1);
  for (int key = 0; key < orders; ++key) {
    const auto elements = order(static_cast<std::uint64_t>(key), size);
    for (std::size_t i = 1; i < size; ++i) ++steps[(elements[i] + size - elements[i - 1]) % size - 1];
  }
  return deviations(chi_square(steps), static_cast<double>(size) - 2);
}

TEST_CASE("a permutation visits every index once, each key in another order") {
  for (std::uint64_t size :
       std::vector<std::uint64_t>{0, 1, 2, 3, 16, 255, 256, 257, 258, 1000, 1024, 1025, 65536, 100'003}) {
    CAPTURE(size);
    std::vector<int> visits(size);
    for (std::uint64_t element : order(9, size)) ++visits.at(element);
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

TEST_CASE("a permutation of a huge set stays inside and can be taken back") {
  constexpr std::uint64_t size = (std::uint64_t{1} << 62) + 12'345;
  const Permutation permutation(3, size);
  std::vector<std::uint64_t> elements;
  for (std::uint64_t i = 0; i < 1000; ++i) elements.push_back(permutation(size - 1 - i * (size / 1000)));
  CHECK(*std::max_element(elements.begin(), elements.end()) < size);
  std::sort(elements.begin(), elements.end());
  CHECK(std::adjacent_find(elements.begin(), elements.end()) == elements.end());
  CHECK(elements[500] > size / 10 * 4);
  CHECK(elements[500] < size / 10 * 6);
}

TEST_CASE("every order of a few elements is as likely as any other") {
  for (std::uint64_t size = 2, orders = 2; size <= 6; orders *= ++size) {
    CAPTURE(size);
    std::map<std::vector<std::uint64_t>, int> counted;
    for (std::uint64_t key = 0; key < 200 * orders; ++key) ++counted[order(key, size)];
    REQUIRE(counted.size() == orders);
    std::vector<int> counts;
    for (const auto& [elements, count] : counted) counts.push_back(count);
    CHECK(std::fabs(deviations(chi_square(counts), static_cast<double>(orders) - 1)) < 4);
  }
}

TEST_CASE("every element comes to every place equally often, half of the orders are odd") {
  constexpr int orders = 1000;
  double worst = 0, sum = 0;
  for (std::uint64_t size = 2; size <= 270; ++size) {
    CAPTURE(size);
    std::vector<int> counts(size * size);
    int odd_orders = 0;
    for (std::uint64_t key = 0; key < orders; ++key) {
      const auto elements = order(key, size);
      for (std::size_t i = 0; i < size; ++i) ++counts[i * size + elements[i]];
      odd_orders += odd(elements) ? 1 : 0;
    }
    // Rows and columns of the counts have equal sums, which leaves them (size - 1)^2 degrees of freedom.
    const double free = static_cast<double>(size) - 1;
    const double found = deviations(chi_square(counts) * free / static_cast<double>(size), free * free);
    worst = std::max(worst, std::fabs(found));
    sum += found;
    CHECK(odd_orders == Approx(orders / 2).margin(5 * std::sqrt(orders) / 2));
  }
  CHECK(worst < 5);  // of 269
  CHECK(std::fabs(sum) < 5 * std::sqrt(269.0));
}

TEST_CASE("no step from an element to the next is preferred") {
  for (std::uint64_t size : std::vector<std::uint64_t>{7, 64, 199, 256, 257, 300, 1000}) {
    CAPTURE(size);
    CHECK(std::fabs(deviations_of_steps(size, 2000)) < 4);
  }
  // Six rounds instead of eight show here: by 10 deviations.
  CHECK(std::fabs(deviations_of_steps(260, 60'000)) < 4);
}

}  // namespace permutation_test
