// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "cameo/layers/activations.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// Activations that end a residual block, in one stage with its Add.
template <class>
inline constexpr bool ends_residual_block = false;
template <>
inline constexpr bool ends_residual_block<ReLU> = true;
template <>
inline constexpr bool ends_residual_block<ReLU6> = true;
template <FloatConstant Slope>
inline constexpr bool ends_residual_block<LeakyReLU<Slope>> = true;

/// Add, then an activation, in one pass: y = activation(the sum of all inputs). Backward reads y alone.
template <class Activation, class First, class... More>
struct ActivatedAdd {
  using Input = First;
  using Output = First;
  static constexpr int layers = 2;
  static constexpr std::size_t inputs = 1 + sizeof...(More);
  static constexpr std::size_t parameters = 0;
  static constexpr bool trained = false, by_sample = true, divisible = false;
  static constexpr bool reads_input = false, reads_output = true, fetches_next = false;
  static constexpr std::string_view algorithm = "join";

  template <bool>
  static constexpr StageMemory memory{};
};

}  // namespace cameo::inline CAMEO_ABI::plan
