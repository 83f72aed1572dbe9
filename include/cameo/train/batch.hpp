// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// Samples that a Trainer or Predictor takes at once. A training step takes 1 to N.
template <int N>
struct Batch {
  static_assert(N >= 1, "Batch: a batch has at least one sample");
  static constexpr int batch = N >= 1 ? N : 1;
};

namespace detail {

template <class>
struct IsBatch : std::false_type {};
template <int N>
struct IsBatch<Batch<N>> : std::true_type {};

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
