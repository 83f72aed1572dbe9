// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/net/parameters.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// A training step changes a parameter of the layer: an optimizer, or the batch a moving one.
template <class LayerType, class In>
inline constexpr bool trains = [] {
  for (const ParameterSpec& spec : LayerType::template parameters<In>())
    if (spec.trainable || spec.moving_rate > 0) return true;
  return false;
}();

/// What moves is not trained, and moves from 0 to all the way.
template <class LayerType, class In>
inline constexpr bool moving_rates_fit = [] {
  for (const ParameterSpec& spec : LayerType::template parameters<In>())
    if (spec.moving_rate < 0 || spec.moving_rate > 1 || (spec.trainable && spec.moving_rate > 0))
      return false;
  return true;
}();

/// A layer that no fused stage covers, run sample by sample by its own Kernel<Layer>.
template <class In, class LayerType>
struct LayerStage {
  using Input = In;
  using Output = typename LayerType::template Output<In>;
  static_assert(moving_rates_fit<LayerType, In>,
                "ParameterSpec: a moving_rate is 0 to 1, and of a parameter that is not trainable");
  static constexpr int layers = 1;
  static constexpr std::size_t parameters = layer_parameters<LayerType, In>;
  static constexpr bool trained = trains<LayerType, In>, by_sample = true, divisible = false,
                        collects = false;
  static constexpr bool reads_input = LayerType::reads_input, reads_output = LayerType::reads_output,
                        fetches_next = false;
  static constexpr std::string_view algorithm = "layer";

  template <bool Training>
  static constexpr StageMemory memory{
      .saved_bytes = Training ? LayerType::template memory<In>.saved_bytes : 0,
      .forward_scratch = LayerType::template memory<In>.forward_scratch,
      .backward_scratch = Training ? LayerType::template memory<In>.backward_scratch : 0,
      .sums = (Training && trained) ? parameters : 0,
  };
};

/// The end of branches, with inputs of these shapes.
template <class Join, class First, class... More>
struct JoinStage {
  using Input = First;
  using Output = typename Join::template Output<First, More...>;
  static constexpr int layers = 1;
  static constexpr std::size_t parameters = 0;
  static constexpr bool trained = false, by_sample = true, divisible = false, collects = false;
  static constexpr bool reads_input = Join::reads_input, reads_output = Join::reads_output,
                        fetches_next = false;
  static constexpr std::string_view algorithm = "join";

  template <bool Training>
  static constexpr StageMemory memory{};
};

}  // namespace cameo::inline CAMEO_ABI::plan
