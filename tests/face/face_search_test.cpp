// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>

#include "cameo/core/random.hpp"
#include "cameo/face/face_search-inl.hpp"
#include "catch.hpp"

using namespace cameo;

namespace face_search_test {

FaceDescriptor drawn(std::uint64_t seed) {
  FaceDescriptor descriptor;
  for (std::size_t i = 0; i < descriptor.size(); ++i) descriptor[i] = random_uniform(seed, i) - 0.5f;
  return descriptor;
}

double distance_in_double(const FaceDescriptor& a, const FaceDescriptor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(double{a[i]} - double{b[i]}, 2);
  return std::sqrt(sum);
}

TEST_CASE("The nearest descriptors are those of a plain search in double") {
  for (const std::size_t size : std::array<std::size_t, 5>{1, 15, 16, 17, 100}) {
    FaceSearch search;
    std::vector<FaceDescriptor> all;
    for (std::size_t i = 0; i < size; ++i) {
      all.push_back(drawn(i));
      search.add(all.back());
    }
    REQUIRE(search.size() == size);
    const FaceDescriptor query = drawn(1000);
    std::vector<std::size_t> order(size);
    for (std::size_t i = 0; i < size; ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return distance_in_double(all[a], query) < distance_in_double(all[b], query);
    });
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{5}, size + 3}) {
      const auto found = search.nearest(query, count);
      REQUIRE(found.size() == std::min(count, size));
      for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].index == order[i]);
        CHECK(double{found[i].distance} == Approx(distance_in_double(all[order[i]], query)).epsilon(1e-6));
        CHECK(found[i].distance == Approx(face_distance(all[order[i]], query)).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("Of equal descriptors the first one comes first, and one can be replaced") {
  FaceSearch search;
  for (int i = 0; i < 40; ++i) search.add(drawn(7));
  auto found = search.nearest(drawn(7), 2);
  REQUIRE(found.size() == 2);
  CHECK((found[0].index == 0 && found[1].index == 1));
  CHECK(found[0].distance == 0);
  search.replace(0, drawn(8));
  found = search.nearest(drawn(8), 1);
  CHECK((found[0].index == 0 && found[0].distance == 0));
}

}  // namespace face_search_test
