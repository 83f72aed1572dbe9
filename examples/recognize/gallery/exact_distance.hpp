// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/face/face_resnet.hpp>
#include <cmath>

namespace recognize {

/// The Euclidean distance, added up in double as NumPy does it; cameo::face_distance is that of a search.
inline double exact_distance(const cameo::FaceDescriptor& a, const cameo::FaceDescriptor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

}  // namespace recognize
