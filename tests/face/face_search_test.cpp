// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "cameo/core/random.hpp"
#include "cameo/face/face_search-inl.hpp"
#include "catch.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define CAMEO_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#define CAMEO_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define CAMEO_ADDRESS_SANITIZER 0
#endif

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
  for (const std::size_t size : std::array<std::size_t, 5>{1, 63, 64, 65, 200}) {
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

/// The search's answers are those of comparing all as floats, distance by distance and in the same order.
void check_as_comparing_all(const std::vector<FaceMean>& all, const FaceMean& query) {
  FaceSearch search;
  std::vector<Neighbor> expected;
  for (std::size_t i = 0; i < all.size(); ++i) {
    search.add(all[i]);
    expected.push_back({i, face_distance(all[i], query)});
  }
  std::sort(expected.begin(), expected.end(),
            [](const Neighbor& a, const Neighbor& b) { return a.distance < b.distance; });
  for (const std::size_t count : std::array<std::size_t, 2>{1, 7}) {
    const auto found = search.nearest(query, count);
    REQUIRE(found.size() == count);
    for (std::size_t i = 0; i < count; ++i) CHECK(found[i].distance == expected[i].distance);
  }
}

TEST_CASE("No neighbor is missed whose 8-bit copy tells it from others no more") {
  constexpr std::size_t people = 500;
  // Around one descriptor, nearer to one another than 8 bits tell; some as large or as small as floats can
  // be.
  for (const float spread : std::array<float, 5>{1, 1e-2f, 1e-3f, 1e-4f, 1e-6f})
    for (const float size : std::array<float, 4>{1, 1e12f, 1e-12f, 1e-40f}) {
      const FaceDescriptor center = drawn(5000);
      const auto near_center = [&](std::uint64_t seed) {
        FaceDescriptor descriptor = drawn(seed);
        for (std::size_t i = 0; i < descriptor.size(); ++i)
          descriptor[i] = (center[i] + spread * descriptor[i]) * size;
        return descriptor;
      };
      std::vector<FaceMean> all;
      for (std::size_t i = 0; i < people; ++i) all.push_back(near_center(i));
      all[people / 2] = {};
      for (std::uint64_t query = 6000; query < 6004; ++query) check_as_comparing_all(all, near_center(query));
      check_as_comparing_all(all, all[people - 1]);
      check_as_comparing_all(all, FaceDescriptor{});
    }
}

TEST_CASE("No neighbor is missed whose 8-bit copy is coarse, for one value is larger than all others") {
  const auto with_large_value = [](std::uint64_t seed) {
    FaceDescriptor descriptor = drawn(seed);
    descriptor[9] = 20;
    return descriptor;
  };
  std::vector<FaceMean> all;
  for (std::size_t i = 0; i < 500; ++i) all.push_back(with_large_value(i));
  for (std::uint64_t query = 6000; query < 6020; ++query)
    check_as_comparing_all(all, with_large_value(query));
}

TEST_CASE("No neighbor is missed among means of several descriptors") {
  for (const float spread : std::array<float, 3>{1, 1e-2f, 1e-4f})
    for (const float scatter : std::array<float, 3>{10, 1, 1e-3f}) {
      const auto with_scatter = [&](std::uint64_t seed) {
        FaceMean mean(drawn(5000), scatter * random_uniform(seed, 200));
        mix(mean, drawn(seed), spread);
        return mean;
      };
      std::vector<FaceMean> all;
      for (std::size_t i = 0; i < 500; ++i) all.push_back(with_scatter(i));
      for (std::uint64_t query = 6000; query < 6004; ++query) {
        check_as_comparing_all(all, with_scatter(query));
        check_as_comparing_all(all, with_scatter(query).mean);
      }
    }
}

TEST_CASE("Of equal descriptors the first one comes first, and one can be replaced") {
  FaceSearch search;
  for (int i = 0; i < 200; ++i) search.add(drawn(7));
  auto found = search.nearest(drawn(7), 2);
  REQUIRE(found.size() == 2);
  CHECK((found[0].index == 0 && found[1].index == 1));
  CHECK(found[0].distance == 0);
  search.replace(0, drawn(8));
  found = search.nearest(drawn(8), 1);
  CHECK((found[0].index == 0 && found[0].distance == 0));
  found = search.nearest(drawn(7), 200);
  CHECK((found[0].index == 1 && found[198].index == 199 && found[199].index == 0));
}

double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

TEST_CASE("One of 100,000 people is found within 5 ms") {
  constexpr std::size_t people = 100'000;
  FaceSearch search;
  std::vector<FaceDescriptor> some;
  for (std::size_t i = 0; i < 100; ++i) some.push_back(drawn(i));
  for (std::size_t i = 0; i < people; ++i) search.add(some[i % some.size()]);
  search.replace(77'777, drawn(1000));

  // A busy machine is slower, and slower to read as many bytes by the same turns.
  std::vector<std::uint64_t> bytes(people * sizeof(FaceDescriptor) / sizeof(std::uint64_t), 1);
  double searching = 1e9, reading = 1e9;
  for (int turn = 0; turn < 15; ++turn) {
    auto begin = std::chrono::steady_clock::now();
    const auto found = search.nearest(drawn(1000), 3);
    searching = std::min(searching, milliseconds_since(begin));
    REQUIRE(found[0].index == 77'777);
    begin = std::chrono::steady_clock::now();
    CHECK(std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0}) == bytes.size());
    reading = std::min(reading, milliseconds_since(begin));
  }
  std::printf("one of 100,000 people: %.2f ms; their 51 MB are read in %.2f ms\n", searching, reading);
#if HWY_TARGET <= HWY_AVX2 && defined(__OPTIMIZE__) && !CAMEO_ADDRESS_SANITIZER
  CHECK(searching <= std::max(5.0, 3 * reading));
#endif
}

}  // namespace face_search_test
