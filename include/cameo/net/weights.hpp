// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI {

/// How a Predictor stores the kernels of Dense and Conv2D, which are most of a network's bytes: the face
/// ResNet has 22.4 MB of them and 0.01 MB of everything else. Biases and the kernels of other layers, grouped
/// and dilated Conv2D among them, stay float32, and so do activations and sums. A kernel that Winograd's
/// algorithm transforms is stored small and stands in the arena in floats; `Conv{.algorithm = Direct}` reads
/// it as it is stored.
struct Weights {
  struct float32 {
    using StoredWeight = float;
    static constexpr bool scaled = false;
    static constexpr std::string_view algorithm = "direct";
  };

  /// The upper 16 bits of a float, rounded to nearest even: error at most 2^-8 of the weight.
  struct bf16 {
    using StoredWeight = std::uint16_t;
    static constexpr bool scaled = false;
    static constexpr std::string_view algorithm = "direct bf16";
  };

  /// -127 .. 127 times a scale of its unit (its largest weight / 127), rounded to nearest: error at most half
  /// the scale.
  struct int8 {
    using StoredWeight = std::int8_t;
    static constexpr bool scaled = true;
    static constexpr std::string_view algorithm = "direct int8";
  };
};

namespace detail {

template <class, class = void>
struct IsWeights : std::false_type {};
template <class Option>
struct IsWeights<Option, std::void_t<typename Option::StoredWeight>> : std::true_type {};

}  // namespace detail

}  // namespace cameo::inline CAMEO_ABI
