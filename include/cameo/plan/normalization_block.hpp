// SPDX-License-Identifier: MIT
#pragma once

#include <numeric>

#include "cameo/layers/batch_normalization.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// BatchNormalization, then ReLU where there is one. Training takes the whole batch, for its statistics;
/// channels are shared out among threads, so that one of them adds up a channel in one order. Predicting,
/// sample by sample, is a multiply-add.
template <class In, class LayerType, bool Relu, bool Training>
struct NormalizationBlock {
  using Input = In;
  using Output = In;

  static constexpr int layers = 1 + Relu;
  static constexpr bool trained = true, by_sample = !Training, divisible = Training;
  static constexpr bool reads_input = true, reads_output = false, fetches_next = false;
  static constexpr bool relu = Relu;
  static constexpr std::string_view algorithm = Training ? "batch" : "direct";

  static constexpr std::size_t channels = In::channels;
  static constexpr std::size_t row =
      padded_to_16(channels);  ///< gamma, beta, mean and variance follow so far apart
  static constexpr std::size_t parameters = layer_parameters<LayerType, In>;

  /// Of few channels so many pixels are one row: their vectors are full then.
  static constexpr std::size_t wide = channels < 16 ? 16 / std::gcd(channels, 16) : 1;
  static constexpr std::size_t span = padded_to_16(wide * channels);

  /// kept: mean, 1 / deviation, variance, the batch's scale and shift; prepared: the moving ones; scratch:
  /// sums of a run of pixels, two of moments and two of gradients, and those of all gradients. A span each.
  template <bool>
  static constexpr StageMemory memory{.kept = Training ? 5 * span : 0,
                                      .prepared = 2 * span,
                                      .forward_scratch = Training ? 2 * span : 0,
                                      .backward_scratch = Training ? 4 * span : 0,
                                      .sums = Training ? 2 * row : 0};
};

}  // namespace cameo::inline CAMEO_ABI::plan
