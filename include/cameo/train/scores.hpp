// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Mean loss and accuracy, or the error that says why there are none (then both are NaN).
///   auto [loss, accuracy] = trainer.evaluate(test);
struct Scores {
  float loss = std::numeric_limits<float>::quiet_NaN();
  float accuracy = std::numeric_limits<float>::quiet_NaN();
  Error error;

  /// True when there are scores.
  explicit operator bool() const { return !error; }

  template <std::size_t Index>
  float get() const {
    return Index == 0 ? loss : accuracy;
  }
};

}  // namespace cameo::inline CAMEO_ABI

template <>
struct std::tuple_size<cameo::Scores> : std::integral_constant<std::size_t, 2> {};
template <std::size_t Index>
struct std::tuple_element<Index, cameo::Scores> {
  using type = float;
};
