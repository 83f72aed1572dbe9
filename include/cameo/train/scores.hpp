// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <tuple>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

/// Mean loss and the metric that belongs to it, or the error that says why there are none; what there is not
/// is NaN. The second of three names is the metric of the loss, be it one or the other:
///   auto [loss, accuracy, error] = trainer.evaluate(test);
///   auto [loss, mean_absolute_error, error] = trainer_of_mean_squared_error.evaluate(test);
struct [[nodiscard]] Scores {
  float loss = std::numeric_limits<float>::quiet_NaN();
  float accuracy = std::numeric_limits<float>::quiet_NaN();
  float mean_absolute_error = std::numeric_limits<float>::quiet_NaN();
  Error error;

  /// True when there are scores.
  explicit operator bool() const { return !error; }

  template <std::size_t Index>
  auto get() const {
    if constexpr (Index == 0)
      return loss;
    else if constexpr (Index == 1)
      return mean_absolute_error == mean_absolute_error ? mean_absolute_error : accuracy;
    else
      return error;
  }
};

}  // namespace cameo::inline CAMEO_ABI

template <>
struct std::tuple_size<cameo::Scores> : std::integral_constant<std::size_t, 3> {};
template <std::size_t Index>
struct std::tuple_element<Index, cameo::Scores> {
  using type = decltype(std::declval<const cameo::Scores&>().template get<Index>());
};
