// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include "cameo/core/float_constant.hpp"
#include "cameo/layers/layer.hpp"

namespace cameo::inline CAMEO_ABI {

/// y = gamma * (x - mean) / sqrt(variance + Epsilon) + beta, channel by channel; any shape, gamma and beta
/// (C). While training, mean and variance are those of the batch, and each step moves the statistics that
/// predictions use:
///   moving = Momentum * moving + (1 - Momentum) * of the batch
/// No optimizer touches these. When predicting, a convolution (of any kind) or Dense
/// before it takes it in and it costs nothing.
/// A batch of one value a channel, such as one sample behind Dense, trains nothing before it: y is beta.
/// Error of y: 1e-5 of the deviation.
/// (Ioffe, Szegedy: ICML 2015.) https://keras.io/api/layers/normalization_layers/batch_normalization
template <FloatConstant Momentum = 0.99f, FloatConstant Epsilon = 1e-3f>
struct BatchNormalization : LayerDescription {
  static constexpr std::string_view name = "batch_normalization";
  static constexpr float momentum = Momentum;
  static constexpr float epsilon = Epsilon;

  template <class In>
  static constexpr std::array<ParameterSpec, 4> parameters() {
    constexpr TensorShape channels{{In::channels}, 1};
    return {ParameterSpec{"gamma", channels, Ones}, ParameterSpec{"beta", channels, Zeros},
            ParameterSpec{"moving_mean", channels, Zeros, 1, 1, false},
            ParameterSpec{"moving_variance", channels, Ones, 1, 1, false}};
  }

  template <class In>
  static constexpr std::int64_t multiply_adds() {
    return static_cast<std::int64_t>(In::size);
  }

  template <class At>
  static consteval bool(check)() {
    static_assert(
        Momentum >= 0 && Momentum < 1,
        "BatchNormalization: the momentum is the part of the moving statistics that stays; it must be at "
        "least 0 and below 1");
    static_assert(
        Epsilon > 0 && Epsilon <= (std::numeric_limits<float>::max)(),
        "BatchNormalization: epsilon must be above 0 and finite, or a constant channel divides by 0");
    return true;
  }
};

template <class>
inline constexpr bool is_batch_normalization = false;
template <FloatConstant Momentum, FloatConstant Epsilon>
inline constexpr bool is_batch_normalization<BatchNormalization<Momentum, Epsilon>> = true;

}  // namespace cameo::inline CAMEO_ABI
