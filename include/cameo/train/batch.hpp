// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Samples that a Trainer or Predictor takes at once. A training step takes 1 to N.
template <int Samples>
struct Batch {
  static_assert(Samples >= 1, "Batch: a batch has at least one sample");
  static constexpr int batch = Samples >= 1 ? Samples : 1;
};

namespace detail {

template <class>
struct IsBatch : std::false_type {};
template <int Samples>
struct IsBatch<Batch<Samples>> : std::true_type {};

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
