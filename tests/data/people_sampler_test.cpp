// SPDX-License-Identifier: MIT
#include "cameo/data/people_sampler.hpp"

#include <limits>
#include <map>
#include <set>
#include <string>

#include "catch.hpp"

using namespace cameo;

namespace people_sampler_test {

TEST_CASE("PeopleSampler makes batches of P people with K pictures each") {
  std::vector<float> labels;
  for (std::size_t person = 0; person < 7; ++person)
    labels.insert(labels.end(), person == 3 ? 20 : 2 + person, static_cast<float>(person));
  PeopleSampler sampler(labels, 3, 4);
  std::map<float, int> batches_of;
  for (std::uint64_t key = 0; key < 30; ++key) {
    const std::size_t shown = sampler.begin_epoch(key);
    REQUIRE(shown == labels.size() / 12 * 12);
    for (std::size_t first = 0; first < shown; first += 12) {
      std::set<float> people;
      for (std::size_t of_person = first; of_person < first + 12; of_person += 4) {
        const float person = labels.at(sampler.index(of_person));
        people.insert(person);
        ++batches_of[person];
        std::set<std::size_t> pictures;
        for (std::size_t i = of_person; i < of_person + 4; ++i) {
          pictures.insert(sampler.index(i));
          CHECK(labels.at(sampler.index(i)) == person);
        }
        const std::size_t has = person == 3 ? 20 : static_cast<std::size_t>(2 + person);
        CHECK(pictures.size() == std::min<std::size_t>(has, 4));
      }
      CHECK(people.size() == 3);
    }
  }
  for (const auto& [person, batches] : batches_of) {
    CHECK(batches > 30);
    CHECK(batches < 80);
  }
  CHECK(batches_of.size() == 7);
}

TEST_CASE("PeopleSampler: of few pictures there is a batch too") {
  const std::vector<float> labels{1, 2, 2};
  PeopleSampler sampler(labels, 2, 4);
  REQUIRE(sampler.begin_epoch(1) == 8);
  for (std::size_t i = 0; i < 8; ++i) CHECK(sampler.index(i) < 3);
}

TEST_CASE("PeopleSampler refuses numbers that make no batch") {
  std::vector<float> labels{0, 0, 1, 1, 2, 2};
  const auto complaint = [&](std::size_t people, std::size_t pictures) {
    return std::string(PeopleSampler(labels, people, pictures).error().message());
  };
  CHECK(complaint(1, 1) == "");
  CHECK(complaint(3, 6) == "");
  const std::string people = " people, but there are 3; expected 1 to as many";
  CHECK(complaint(0, 1) == "PeopleSampler: a batch has 0" + people);
  CHECK(complaint(4, 1) == "PeopleSampler: a batch has 4" + people);
  const std::string pictures = " pictures of each, but there are 6 in all; expected 1 to as many";
  CHECK(complaint(3, 0) == "PeopleSampler: a batch has 0" + pictures);
  CHECK(complaint(3, std::size_t(0) - 1) == "PeopleSampler: a batch has 18446744073709551615" + pictures);
  labels[4] = std::numeric_limits<float>::quiet_NaN();
  CHECK(complaint(1, 1) == "PeopleSampler: the label of sample 4 is NaN; expected a number");
  labels.clear();
  CHECK(complaint(1, 1) == "PeopleSampler: a batch has 1 people, but there are 0; expected 1 to as many");
}

}  // namespace people_sampler_test
