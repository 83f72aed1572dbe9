// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "cameo/data/augmentation.hpp"

namespace cameo::inline CAMEO_ABI {

/// A view of samples and their labels; it owns nothing, and may look at memory-mapped files.
///
/// Exactly one of `bytes` and `values` holds the samples, (n, height, width, channels). Bytes are multiplied
/// by `scale` while a batch is made; bytes larger than the network's input are cropped to it (at the centre,
/// or where the augmentation says). A flat sample of K values has size {1, 1, K}. `labels` holds (n, label
/// width): one 0 or 1 for BinaryCrossentropy, one class index for SparseCategoricalCrossentropy, as many
/// values as outputs for CategoricalCrossentropy and MeanSquaredError. `weights`, Keras's sample_weight,
/// holds (n) or nothing: the loss and the gradient of sample i are multiplied by weights[i], and the loss of
/// n samples is the sum of weights[i] loss[i], divided by n; accuracies and the like are of the samples.
/// A sample of weight 0 needs a label as others do.
struct Dataset {
  std::array<int, 3> size{};  ///< height, width, channels of a stored sample
  std::span<const std::uint8_t> bytes{};
  std::span<const float> values{};
  std::span<const float> labels{};
  std::span<const float> weights{};
  float scale = 1.0f / 255.0f;
  Augmentation augmentation{};  ///< for bytes, while training; off by default

  constexpr std::size_t sample_size() const {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
  }
  constexpr std::size_t samples() const {
    return sample_size() == 0 ? 0 : (bytes.size() + values.size()) / sample_size();
  }
};

}  // namespace cameo::inline CAMEO_ABI
