// SPDX-License-Identifier: MIT
#include "cameo/face/face_distance-inl.hpp"

#include <cmath>
#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;

namespace face_distance_test {

FaceDescriptor drawn(std::uint64_t seed) {
  FaceDescriptor descriptor;
  for (std::size_t i = 0; i < descriptor.size(); ++i) descriptor[i] = random_uniform(seed, i) - 0.5f;
  return descriptor;
}

/// Of `count` descriptors, one after another.
FaceMean mean_of(std::uint64_t first, std::size_t count) {
  FaceMean mean;
  for (std::size_t i = 0; i < count; ++i) mix(mean, drawn(first + i), 1 / static_cast<float>(i + 1));
  return mean;
}

double mean_distance(std::uint64_t a, std::size_t count_a, std::uint64_t b, std::size_t count_b) {
  double squares = 0;
  for (std::size_t i = 0; i < count_a; ++i)
    for (std::size_t k = 0; k < count_b; ++k)
      squares += std::pow(double{face_distance(drawn(a + i), drawn(b + k))}, 2);
  return std::sqrt(squares / static_cast<double>(count_a * count_b));
}

TEST_CASE("The distance of means is the root of the mean of the squared distances") {
  CHECK(face_distance(drawn(1), drawn(1)) == 0);
  for (const std::size_t a : {1u, 2u, 7u})
    for (const std::size_t b : {1u, 3u, 50u})
      CHECK(double{face_distance(mean_of(100, a), mean_of(500, b))} ==
            Approx(mean_distance(100, a, 500, b)).epsilon(1e-5));
}

TEST_CASE("Means of some and of others make that of all") {
  FaceMean both = mean_of(1, 5);
  mix(both, mean_of(6, 3), 3.0f / 8);
  const FaceMean all = mean_of(1, 8);
  CHECK(both.scatter == Approx(all.scatter).epsilon(1e-5));
  CHECK(face_distance(both.mean, all.mean) < 1e-5f);
  const FaceMean before = both;
  mix(both, drawn(1), 0);
  CHECK((both.mean == before.mean && both.scatter == before.scatter));
  mix(both, drawn(2), 1);
  CHECK((face_distance(both.mean, drawn(2)) < 1e-6f && both.scatter == 0));
}

}  // namespace face_distance_test
