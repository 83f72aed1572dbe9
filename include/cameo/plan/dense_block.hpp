// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "cameo/core/shape.hpp"
#include "cameo/net/weights.hpp"
#include "cameo/plan/stage.hpp"
#include "cameo/plan/tile.hpp"

namespace cameo::inline CAMEO_ABI {

/// Dense, then ReLU where there is one, for the whole batch: x (N) -> y (Units).
/// The gradient of the kernel is never stored: backward gives each tile of it to the optimizer as soon as dx
/// no longer needs those weights. A kernel that is stored small only predicts.
template <class In, class DenseLayer, bool Relu, class Stored = Weights::float32>
struct DenseBlock {
  using Input = In;
  using Output = Shape<DenseLayer::units>;

  static constexpr int layers = 1 + Relu;
  static constexpr bool by_sample = false;
  static constexpr bool divisible = true;
  static constexpr bool relu = Relu;
  static constexpr std::string_view algorithm = Stored::algorithm;

  static constexpr std::size_t inputs = In::size;
  static constexpr std::size_t units = DenseLayer::units;
  static constexpr std::size_t bias_offset =
      padded_to_16((inputs * units * sizeof(typename Stored::StoredWeight) + 3) / sizeof(float));
  static constexpr std::size_t scale_offset = bias_offset + padded_to_16(units);  ///< of scaled weights only
  static constexpr std::size_t parameters = scale_offset + (Stored::scaled ? padded_to_16(units) : 0);

  /// Rows of the kernel that backward takes together: their transpose and their gradient stay near the core.
  static constexpr std::size_t block = units <= 128 ? 32 : 16;

  template <bool Training>
  static constexpr StageMemory memory{.backward_scratch = Training ? 2 * block * padded_to_16(units) : 0};
};

}  // namespace cameo::inline CAMEO_ABI
