// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string_view>

#include "cameo/core/init.hpp"
#include "cameo/core/shape.hpp"

namespace cameo::inline CAMEO_ABI {

/// One parameter tensor of a layer.
struct ParameterSpec {
  std::string_view name;  ///< "kernel", "bias"; a layer has each name once
  TensorShape shape;
  Initializer initializer = Zeros;
  int fan_in = 1;
  int fan_out = 1;
  bool trainable = true;  ///< false: no optimizer touches it, as moving statistics
  float moving_rate = 0;  ///< of one that is not trainable: so far, 0 to 1, it moves after a step towards the
                          ///< mean over the batch of what backward adds to its dw for each sample
  bool decay_exempt = false;

  /// Whether weight decay shrinks it (AdamW, SGDW): kernels; no bias, no gamma. Not a member, for clang 14
  /// takes no default of one that reads another.
  constexpr bool decays() const { return shape.rank > 1 && !decay_exempt; }
};

/// Where each tensor of a layer begins, in floats from its first parameter, and where the last one ends.
/// Parameters, layers, stages and files all ask here.
template <class LayerType, class In>
inline constexpr auto tensor_offsets = [] {
  constexpr auto specs = LayerType::template parameters<In>();
  std::array<std::size_t, specs.size() + 1> offsets{};
  for (std::size_t i = 0; i < specs.size(); ++i)
    offsets[i + 1] = offsets[i] + padded_to_16(specs[i].shape.size());
  return offsets;
}();

/// Floats that the parameters of one layer take, padding included.
template <class LayerType, class In>
inline constexpr std::size_t layer_parameters = tensor_offsets<LayerType, In>.back();

/// What a layer asks of the arena beside its input and output.
struct LayerMemory {
  std::size_t saved_bytes = 0;       ///< for each sample: kept from forward to backward
  std::size_t forward_scratch = 0;   ///< floats, while forward runs
  std::size_t backward_scratch = 0;  ///< floats, while backward runs
};

/// What a layer says of itself: an empty type, known at compile time. A layer of your own derives from this,
/// replaces what differs, names itself, and has a `Kernel<YourLayer>` (layers/kernel-inl.hpp) that computes
/// it. Its name has no point and does not end in an underscore and digits, by which layers of one name are
/// told apart.
struct LayerDescription {
  template <class In>
  using Output = In;

  /// Every parameter tensor, in the order of Keras's get_weights().
  template <class In>
  static constexpr std::array<ParameterSpec, 0> parameters() {
    return {};
  }

  template <class In>
  static constexpr LayerMemory memory{};

  /// Multiply-adds of the forward pass of one sample.
  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return 0;
  }

  /// static_asserts what the layer requires of `At::Input`; At is AtLayer<index, layer, input shape>.
  template <class At>
  static consteval bool(check)() {
    return true;
  }

  /// What backward reads of the forward pass: what it does not read need not stay in memory.
  static constexpr bool reads_input = true, reads_output = true;

  /// The output is the input as it lies in memory, always (Flatten) or when predicting (Dropout): it costs
  /// nothing.
  static constexpr bool moves_nothing = false, only_trains = false;

  /// It ends branches and has several inputs (layers/join.hpp).
  static constexpr bool joins = false;
};

template <class LayerType>
concept Layer = std::derived_from<LayerType, LayerDescription> && requires {
  { LayerType::name } -> std::convertible_to<std::string_view>;
};

}  // namespace cameo::inline CAMEO_ABI
