// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "cameo/core/shape.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/net/weights.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// Where the parameters of a dense layer or a convolution lie, in floats from the first: the kernel (...,
/// units) as `Stored` stores it, the bias, the scale of each unit of scaled weights, and what
/// BatchNormalization has.
template <class StoredAs>
struct KernelPlaces {
  using Stored = StoredAs;

  std::size_t kernel_size, units;
  bool has_bias;
  std::size_t normalization_parameters = 0;

  constexpr std::size_t bias() const { return floats_of(kernel_size); }
  constexpr std::size_t scale() const { return bias() + (has_bias ? padded_to_16(units) : 0); }
  constexpr std::size_t normalization() const { return scale() + (Stored::scaled ? padded_to_16(units) : 0); }
  constexpr std::size_t end() const { return normalization() + normalization_parameters; }

  /// That so many weights take, padded.
  static constexpr std::size_t floats_of(std::size_t weights) {
    return padded_to_16((weights * sizeof(typename Stored::StoredWeight) + sizeof(float) - 1) /
                        sizeof(float));
  }
};

/// Floats of the parameters of a layer that may be none.
template <class LayerType, class In>
inline constexpr std::size_t parameters_behind = layer_parameters<LayerType, In>;
template <class In>
inline constexpr std::size_t parameters_behind<NoLayer, In> = 0;

}  // namespace cameo::inline CAMEO_ABI::plan
