// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>

#include "cameo/core/decimal.hpp"
#include "cameo/core/result.hpp"
#include "cameo/layers/unit_normalization.hpp"
#include "cameo/loss/labels.hpp"

namespace cameo::inline CAMEO_ABI {

/// loss = mean over the pairs (a, p) of two samples of one class in the batch of
///   max(0, |a - p|^2 - |a - n|^2 + margin)
/// where n, of another class, is semi-hard: the nearest to a that is farther than p, or where none is, the
/// farthest. Outputs: vectors of length 1; a label is the index of a class, of any size. Without such pairs,
/// or other classes, the loss is 0: PeopleSampler makes batches that have both. Accuracy: the part of the
/// samples whose nearest other one is of their class. Cost: samples * pairs * width multiply-adds.
/// (Schroff, Kalenichenko, Philbin: CVPR 2015; TensorFlow Addons' TripletSemiHardLoss, squared-L2.)
struct TripletSemiHard : LossDescription {
  float margin = 0.2f;

  static constexpr bool by_sample = false;

  template <class Out>
  static constexpr int label_width = 1;

  template <class LastLayer, class Out>
  static consteval bool(check)() {
    static_assert(std::same_as<LastLayer, UnitNormalization> && Out::rank == 1,
                  "TripletSemiHard: the network does not end in vectors of length 1; make UnitNormalization, "
                  "of a vector, its last layer");
    return true;
  }

  Error(check_options)() const {
    if (margin >= 0 && std::isfinite(margin)) return {};
    return Error("TripletSemiHard: the margin is ", decimal(static_cast<double>(margin), 4),
                 ", but must be a finite number of at least 0");
  }
};

}  // namespace cameo::inline CAMEO_ABI
