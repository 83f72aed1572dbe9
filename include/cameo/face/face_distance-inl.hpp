// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>

#include "cameo/face/face_resnet.hpp"
#include "cameo/simd/multiply_add-inl.hpp"

namespace cameo::inline CAMEO_ABI {

/// Distances of FaceResNet's descriptors below this are mostly of one person; of two people of the same sex
/// about one pair in a hundred is so near.
inline constexpr float same_person_distance = 0.6f;

/// Several descriptors of a person as one: their mean m, and their scatter s, the mean of |t - m|^2 over each
/// of them, t. The mean alone is nearer to everybody than they are: |x - m|^2 + s is the mean of |x - t|^2. A
/// single descriptor is its own mean, without scatter.
struct FaceMean {
  FaceMean() = default;
  FaceMean(const FaceDescriptor& m, float s = 0) : mean(m), scatter(s) {}

  FaceDescriptor mean{};
  float scatter = 0;
};

namespace detail {

/// One sum after another, so that every target gives the same bits.
inline float squared_face_distance(const FaceMean& a, const FaceMean& b) {
  float sum = a.scatter + b.scatter;
  for (std::size_t i = 0; i < a.mean.size(); ++i) {
    const float difference = a.mean[i] - b.mean[i];
    sum = HWY_NAMESPACE::multiply_add(difference, difference, sum);
  }
  return sum;
}

}  // namespace detail

/// The Euclidean distance of two descriptors; of means the root of the mean of the squared distances between
/// the descriptors of the one and those of the other.
inline float face_distance(const FaceMean& a, const FaceMean& b) {
  return std::sqrt(detail::squared_face_distance(a, b));
}

/// Mixes a part of `other` into a mean, 0 <= weight <= 1. Those of a and of b descriptors become that of all
/// by the weight b / (a + b).
inline void mix(FaceMean& mean, const FaceMean& other, float weight) {
  const float between = detail::squared_face_distance(mean.mean, other.mean);
  mean.scatter += weight * (other.scatter - mean.scatter) + weight * (1 - weight) * between;
  for (std::size_t i = 0; i < mean.mean.size(); ++i) mean.mean[i] += weight * (other.mean[i] - mean.mean[i]);
}

}  // namespace cameo::inline CAMEO_ABI
