// SPDX-License-Identifier: MIT
#include "recognize/gallery/face_transform.hpp"

#include <algorithm>
#include <cameo/face/face_search-inl.hpp>
#include <cstdio>

#include "catch.hpp"
#include "gallery_folder.hpp"
#include "recognize/gallery/sealing.hpp"

using namespace recognize;

namespace face_transform_test {

/// The share of mistakes where as many strangers are taken for one person as people for strangers.
double equal_error_rate(std::vector<float> same, std::vector<float> different) {
  std::sort(same.begin(), same.end());
  std::sort(different.begin(), different.end());
  for (std::size_t i = 0; i < same.size(); ++i) {
    const double refused = static_cast<double>(same.size() - i) / static_cast<double>(same.size());
    const auto accepted = std::lower_bound(different.begin(), different.end(), same[i]) - different.begin();
    const double taken = static_cast<double>(accepted) / static_cast<double>(different.size());
    if (taken >= refused) return (taken + refused) / 2;
  }
  return 0;  // every person is nearer than every stranger
}

/// Of pictures of many people, each kept under `a` and another one under `b`.
template <class Distance>
double error_of_matching(const FaceTransform& a, const FaceTransform& b, const Distance& distance) {
  constexpr unsigned people = 600;
  Faces faces(3);
  std::vector<Template> first, second;
  for (unsigned person = 0; person < people; ++person) {
    first.push_back(a.apply(faces.picture_of(person)));
    second.push_back(b.apply(faces.picture_of(person)));
  }
  std::vector<float> same, different;
  for (std::size_t i = 0; i < people; ++i)
    for (std::size_t j = 0; j < people; ++j)
      (i == j ? same : different).push_back(distance(first[i], second[j]));
  return equal_error_rate(same, different);
}

Secret fixed_key(std::string_view name) { return derive_key(Secret(), name); }

/// What a rotation alone would tell.
float difference_of_lengths(const Template& a, const Template& b) {
  return std::abs(cameo::face_distance(a, {}) - cameo::face_distance(b, {}));
}

TEST_CASE("A transform keeps distances to rounding, and only its key undoes it") {
  const Secret key = Secret::random();
  const FaceTransform transform(key), same(key), other(Secret::random());
  const double change = largest_distance_change(transform);
  std::printf("a distance changes by at most %.1e\n", change);
  CHECK(change < 2e-6);

  Faces faces(1);
  const cameo::FaceDescriptor descriptor = faces.picture_of(1);
  const Template kept = transform.apply(descriptor);
  CHECK(kept == same.apply(descriptor));
  CHECK(cameo::face_distance(transform.undo(kept), descriptor) < 1e-6f);
  CHECK(cameo::face_distance(other.undo(kept), descriptor) > 0.8f);
  CHECK(cameo::face_distance(kept, descriptor) > 0.8f);
}

TEST_CASE("Templates of two keys cannot be linked") {
  const FaceTransform one(fixed_key("one")), two(fixed_key("two"));
  const double within = error_of_matching(one, one, cameo::face_distance);
  const double across = error_of_matching(one, two, cameo::face_distance);
  const double lengths = error_of_matching(one, two, difference_of_lengths);
  std::printf("equal error rate within a gallery %.3f, across two %.3f, by lengths %.3f\n", within, across,
              lengths);
  CHECK(within < 0.01);
  CHECK(across == Approx(0.5).margin(0.06));
  CHECK(lengths == Approx(0.5).margin(0.06));
}

}  // namespace face_transform_test
