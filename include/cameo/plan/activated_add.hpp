// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "cameo/layers/activations.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// Activations of an instruction or two, which a stage applies to its values as they leave.
template <class>
inline constexpr bool is_rectifier = false;
template <>
inline constexpr bool is_rectifier<ReLU> = true;
template <>
inline constexpr bool is_rectifier<ReLU6> = true;
template <FloatConstant Slope>
inline constexpr bool is_rectifier<LeakyReLU<Slope>> = true;

/// Add, then an activation, in one pass: y = activation(the sum of all inputs). Backward reads y alone.
template <class Activation, class First, class... More>
struct ActivatedAdd {
  using Input = First;
  using Output = First;
  static constexpr int layers = 2;
  static constexpr std::size_t inputs = 1 + sizeof...(More);
  static constexpr std::size_t parameters = 0;
  static constexpr bool trained = false, by_sample = true, divisible = false, collects = false;
  static constexpr bool reads_input = false, reads_output = true, fetches_next = false;
  static constexpr std::string_view algorithm = "join";

  template <bool>
  static constexpr StageMemory memory{};
};

}  // namespace cameo::inline CAMEO_ABI::plan
