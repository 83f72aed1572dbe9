// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/face/face_resnet.hpp>

#include "secret.hpp"

namespace recognize {

using Template = cameo::FaceDescriptor;  // a transformed descriptor

/// What is kept of a face is never its descriptor x but y = Q (x + t): a rotation Q, uniform among all of
/// them, and a shift t that hides how long the descriptor is, both made from a key. Distances stay what they
/// are, so templates of one key are searched as descriptors are; those of two keys have nothing to do with
/// each other, and a new key makes old ones worthless. It is no encryption: who knows some descriptors and
/// their templates, or has very many templates, can estimate Q and t.
class FaceTransform {
 public:
  explicit FaceTransform(View key);

  Template apply(const cameo::FaceDescriptor& descriptor) const;
  cameo::FaceDescriptor undo(const Template& transformed) const;

 private:
  static constexpr std::size_t width = cameo::FaceDescriptor().size();

  const double* column(std::size_t index) const { return numbers() + index * width; }  // of Q
  double* column(std::size_t index) { return numbers() + index * width; }
  const double* shift() const { return column(width); }
  const double* numbers() const { return reinterpret_cast<const double*>(secret_.data()); }
  double* numbers() { return reinterpret_cast<double*>(secret_.data()); }

  Secret secret_;  ///< the columns of Q, then t
};

/// The largest change of a distance by rounding, over many random pairs of descriptors.
double largest_distance_change(const FaceTransform& transform);

}  // namespace recognize
