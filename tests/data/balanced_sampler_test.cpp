// SPDX-License-Identifier: MIT
#include "cameo/data/balanced_sampler.hpp"

#include <limits>
#include <map>

#include "catch.hpp"

using namespace cameo;

namespace balanced_sampler_test {

TEST_CASE("BalancedSampler shows each group as often, and every sample of it as often as any other") {
  std::vector<float> groups(30, 1.0f);
  groups[4] = groups[17] = groups[29] = 0;
  BalancedSampler sampler(groups);
  std::map<std::size_t, int> shown;
  for (std::uint64_t key = 0; key < 40; ++key) {
    REQUIRE(sampler.begin_epoch(key) == 30);
    std::map<std::size_t, int> epoch;
    std::map<float, int> of_group;
    for (std::size_t i = 0; i < 30; ++i) {
      ++epoch[sampler.index(i)];
      ++shown[sampler.index(i)];
      ++of_group[groups.at(sampler.index(i))];
    }
    CHECK((of_group[0] == 15 && of_group[1] == 15));
    for (const auto& [index, times] : epoch) CHECK(times == (groups[index] == 0 ? 5 : 1));
  }
  CHECK(shown.size() == 30);
}

TEST_CASE("BalancedSampler refuses a group that is NaN") {
  std::vector<float> groups(100, std::numeric_limits<float>::quiet_NaN());
  CHECK(BalancedSampler(groups).error().message() ==
        "BalancedSampler: the label of sample 0 is NaN; expected a number");
  groups.assign(100, 1);
  CHECK(BalancedSampler(groups).error().message() == "");
}

}  // namespace balanced_sampler_test
