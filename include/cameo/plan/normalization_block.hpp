// SPDX-License-Identifier: MIT
#pragma once

#include <numeric>

#include "cameo/layers/batch_normalization.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/plan/stage.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// BatchNormalization, then ReLU where there is one, sample by sample: a multiply-add. Training collects each
/// sample's moments, which give those of the batch; backward adds up the gradients of gamma and beta, which
/// the gradient of the input needs.
template <class In, class LayerType, bool Relu, bool Training>
struct NormalizationBlock {
  using Input = In;
  using Output = In;

  static constexpr int layers = 1 + Relu;
  static constexpr bool trained = true, by_sample = true, divisible = false, collects = Training;
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

  /// saved: a sample's mean and squares; kept: mean, 1 / deviation, variance, the batch's scale and shift,
  /// and at last what x is multiplied with in its own gradient, and what is added; prepared: the moving scale
  /// and shift; scratch: two sums of a run of pixels; sums: gradients of gamma and beta. A span each.
  template <bool>
  static constexpr StageMemory memory{.saved_bytes = Training ? 2 * span * sizeof(float) : 0,
                                      .kept = Training ? 7 * span : 0,
                                      .prepared = 2 * span,
                                      .forward_scratch = Training ? 2 * span : 0,
                                      .backward_scratch = Training ? 2 * span : 0,
                                      .sums = Training ? 2 * span : 0};
};

}  // namespace cameo::inline CAMEO_ABI::plan
