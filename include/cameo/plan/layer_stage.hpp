// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/net/parameters.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// An optimizer changes a parameter of the layer.
template <class L, class In>
inline constexpr bool trains = [] {
  for (const ParameterSpec& spec : L::template parameters<In>())
    if (spec.trainable) return true;
  return false;
}();

/// A layer that no fused stage covers, run sample by sample by its own Kernel<Layer>.
template <class In, class L>
struct LayerStage {
  using Input = In;
  using Output = typename L::template Output<In>;
  static constexpr int layers = 1;
  static constexpr std::size_t parameters = layer_parameters<L, In>;
  static constexpr bool trained = trains<L, In>, by_sample = true, divisible = false;
  static constexpr bool reads_input = L::reads_input, reads_output = L::reads_output, fetches_next = false;
  static constexpr std::string_view algorithm = "layer";

  template <bool Training>
  static constexpr StageMemory memory{
      .saved_bytes = Training ? L::template memory<In>.saved_bytes : 0,
      .forward_scratch = L::template memory<In>.forward_scratch,
      .backward_scratch = Training ? L::template memory<In>.backward_scratch : 0,
      .sums = Training&& trained ? parameters : 0,
  };
};

/// The end of branches, with inputs of these shapes.
template <class Join, class... Inputs>
struct JoinStage {
  using Output = typename Join::template Output<Inputs...>;
  static constexpr int layers = 1;
  static constexpr std::size_t parameters = 0;
  static constexpr bool trained = false, by_sample = true, divisible = false;
  static constexpr bool reads_input = Join::reads_input, reads_output = Join::reads_output,
                        fetches_next = false;
  static constexpr std::string_view algorithm = "join";

  template <bool Training>
  static constexpr StageMemory memory{};
};

}  // namespace cameo::inline CAMEO_ABI::plan
