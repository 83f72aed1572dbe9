// SPDX-License-Identifier: MIT
#include "cameo/data/split.hpp"

#include "catch.hpp"

using namespace cameo;

namespace {

std::vector<std::size_t> sorted(const Split& split) {
  std::vector<std::size_t> all = split.first;
  all.insert(all.end(), split.second.begin(), split.second.end());
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("a split has every sample once") {
  const Split split = split_samples(101, 0.2, 7);
  REQUIRE(split.second.size() == 20);
  const std::vector<std::size_t> all = sorted(split);
  REQUIRE(all.size() == 101);
  for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(all[i] == i);
  REQUIRE_FALSE(std::is_sorted(split.first.begin(), split.first.end()));
}

TEST_CASE("the seed decides") {
  REQUIRE(split_samples(50, 0.3, 1).second == split_samples(50, 0.3, 1).second);
  REQUIRE(split_samples(50, 0.3, 1).second != split_samples(50, 0.3, 2).second);
}

TEST_CASE("the ends") {
  REQUIRE(split_samples(0, 0.5, 1).first.empty());
  REQUIRE(split_samples(5, 0, 1).second.empty());
  REQUIRE(split_samples(5, 1, 1).first.empty());
  REQUIRE(split_by_class({}, 0.5, 1).first.empty());
}

TEST_CASE("a split by class keeps the proportions") {
  std::vector<float> labels(120);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = i % 6 == 0 ? 1.0f : 0.0f;
  const Split split = split_by_class(labels, 0.25, 3);
  REQUIRE(sorted(split).size() == 120);
  REQUIRE(split.second.size() == 30);
  REQUIRE(std::count_if(split.second.begin(), split.second.end(),
                        [&](std::size_t i) { return labels[i] == 1; }) == 5);
  const std::vector<std::size_t> all = sorted(split);
  REQUIRE(std::adjacent_find(all.begin(), all.end()) == all.end());
}
