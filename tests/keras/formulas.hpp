// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "cameo/core/random.hpp"
#include "cameo/core/shape.hpp"

// The formulas of make_figures.py, bit by bit. Parameters and batches of a trajectory of
// <network>_figures.hpp:
//
//   std::uint64_t tensor = 0;
//   trainer.parameters().for_each([&](auto, cameo::TensorShape shape, std::span<float> values) {
//     keras::fill_parameter(key + 1000 + tensor++, shape, values);
//   });
//   keras::fill_classes(key + 3000 + step, 2, labels);
//   keras::fill_pictures(key + 2000 + step, labels, 64, 64, 3, inputs);
namespace keras {

/// A bias (rank 1) is zero, a kernel (.., in, out) Glorot-uniform.
inline void fill_parameter(std::uint64_t key, cameo::TensorShape shape, std::span<float> values) {
  if (shape.rank == 1) return std::fill(values.begin(), values.end(), 0.0f);
  const auto in = static_cast<std::size_t>(shape.sizes[static_cast<std::size_t>(shape.rank - 2)]);
  const auto out = static_cast<std::size_t>(shape.sizes[static_cast<std::size_t>(shape.rank - 1)]);
  const std::size_t window = shape.size() / (in * out);
  const auto limit = static_cast<float>(std::sqrt(6.0 / static_cast<double>(window * (in + out))));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = (2.0f * cameo::random_uniform(key, i) - 1.0f) * limit;
}

/// The same, but what is of rank 1 moves a little away from its initial value, which it has.
inline void fill_perturbed(std::uint64_t key, cameo::TensorShape shape, std::span<float> values) {
  if (shape.rank > 1) return fill_parameter(key, shape, values);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] += (cameo::random_uniform(key, i) - 0.5f) * 0.25f;  // exact, so fma or not is one
}

/// One class index for each sample.
inline void fill_classes(std::uint64_t key, std::uint64_t classes, std::span<float> labels) {
  for (std::size_t n = 0; n < labels.size(); ++n)
    labels[n] = static_cast<float>(cameo::random_bits(key, n) % classes);
}

/// The same classes as rows with a single 1: rows (n, classes).
inline void fill_one_hot(std::uint64_t key, std::size_t classes, std::span<float> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = cameo::random_bits(key, i / classes) % classes == i % classes ? 1.0f : 0.0f;
}

/// Noise (n, height, width, channels), 0.5 * class brighter in the left half. labels (n) as of fill_classes.
inline void fill_pictures(std::uint64_t key, std::span<const float> labels, std::size_t height,
                          std::size_t width, std::size_t channels, std::span<float> pictures) {
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::size_t column = i / channels % width, sample = i / (channels * width * height);
    const float signal = column < width / 2 ? 0.5f * labels[sample] : 0.0f;  // exact, so fma or not is one
    pictures[i] = cameo::random_uniform(key, i) + signal;
  }
}

/// Values 0 to 255.
inline void fill_bytes(std::uint64_t key, std::span<float> values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(cameo::random_bits(key, i) >> 56);
}

/// Values in [-1, 1).
inline void fill_vectors(std::uint64_t key, std::span<float> values) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 2.0f * cameo::random_uniform(key, i) - 1.0f;
}

/// Values in [0, 2).
inline void fill_weights(std::uint64_t key, std::span<float> weights) {
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 2.0f * cameo::random_uniform(key, i);
}

}  // namespace keras
