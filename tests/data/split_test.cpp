// SPDX-License-Identifier: MIT
#include "cameo/data/split.hpp"

#include <array>
#include <limits>

#include "catch.hpp"

using namespace cameo;

namespace split_test {

constexpr float no_number = std::numeric_limits<float>::quiet_NaN();

Split split(std::span<const float> labels, double fraction, std::uint64_t seed) {
  Result<Split> result = split_by_class(labels, fraction, seed);
  REQUIRE(result.error().message() == "");
  return *std::move(result);
}

std::string message(std::span<const float> labels, double fraction) {
  return std::string(split_by_class(labels, fraction, 1).error().message());
}

std::vector<std::size_t> sorted(const Split& split) {
  std::vector<std::size_t> all = split.first;
  all.insert(all.end(), split.second.begin(), split.second.end());
  std::sort(all.begin(), all.end());
  return all;
}

TEST_CASE("a split has every sample once") {
  const Split parts = split(std::vector<float>(101), 0.2, 7);
  REQUIRE(parts.second.size() == 20);
  const std::vector<std::size_t> all = sorted(parts);
  REQUIRE(all.size() == 101);
  for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(all[i] == i);
  REQUIRE_FALSE(std::is_sorted(parts.first.begin(), parts.first.end()));
}

TEST_CASE("the seed decides") {
  const std::vector<float> labels(50);
  REQUIRE(split(labels, 0.3, 1).second == split(labels, 0.3, 1).second);
  REQUIRE(split(labels, 0.3, 1).second != split(labels, 0.3, 2).second);
}

TEST_CASE("the ends") {
  const std::vector<float> labels(5);
  REQUIRE(split(labels, 0, 1).second.empty());
  REQUIRE(split(labels, 1, 1).first.empty());
  REQUIRE(split({}, 0.5, 1).first.empty());
}

TEST_CASE("a split by class keeps the proportions") {
  std::vector<float> labels(120);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = i % 6 == 0 ? 1.0f : 0.0f;
  const Split parts = split(labels, 0.25, 3);
  REQUIRE(sorted(parts).size() == 120);
  REQUIRE(parts.second.size() == 30);
  REQUIRE(std::count_if(parts.second.begin(), parts.second.end(),
                        [&](std::size_t i) { return labels[i] == 1; }) == 5);
  const std::vector<std::size_t> all = sorted(parts);
  REQUIRE(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("of a class of a few every choice is as likely") {
  const std::vector<float> labels(5);
  std::array<int, 5> chosen{};
  for (std::uint64_t seed = 0; seed < 5000; ++seed) ++chosen[split(labels, 0.2, seed).second.at(0)];
  for (int count : chosen) REQUIRE(count == Approx(1000).margin(5 * 28.3));
}

TEST_CASE("what is no label and no fraction is refused") {
  const std::vector<float> labels{0, 1}, broken{0, 1, no_number, 1}, one(1, no_number);
  REQUIRE(message(broken, 0.5) == "split: the label of sample 2 is NaN; expected a number");
  REQUIRE(message(one, 0.5) == "split: the label of sample 0 is NaN; expected a number");
  REQUIRE(message(labels, static_cast<double>(no_number)) == "split: the fraction is NaN; expected 0 to 1");
  REQUIRE(message(labels, -0.1) == "split: the fraction is -0.1000; expected 0 to 1");
  REQUIRE(message(labels, 1.5) == "split: the fraction is 1.5000; expected 0 to 1");
}

}  // namespace split_test
