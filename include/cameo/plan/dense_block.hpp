// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "cameo/core/shape.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/net/weights.hpp"
#include "cameo/plan/kernel_places.hpp"
#include "cameo/plan/stage.hpp"
#include "cameo/plan/tile.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// Dense, then ReLU where there is one, for the whole batch: x (N) -> y (Units).
/// The gradient of the kernel is never stored: backward gives each tile of it to the optimizer as soon as dx
/// no longer needs those weights. A kernel that is stored small only predicts.
/// A predictor's block takes in BatchNormalization before ReLU: its sums are scaled and shifted as they
/// leave. One for batches has its kernel packed once more as they read it, in panels of some units that stand
/// side by side: .9 of the time where the caches hold it, .6 where it comes from memory. One that reads
/// `InTurns` multiplies a single sample by groups of inputs, from the first to the last and from the last to
/// the first by turns: it begins with those that the prediction before has left in a cache. A kernel little
/// larger than that takes .75 of the time.
template <class In, class DenseLayer, bool Relu, class Stored = Weights::float32,
          class Normalization = NoLayer, bool Packed = false, bool InTurns = false>
struct DenseBlock {
  using Input = In;
  using Output = Shape<DenseLayer::units>;

  static constexpr bool normalized = !std::same_as<Normalization, NoLayer>;
  static constexpr int layers = 1 + normalized + Relu;
  static constexpr bool trained = true, by_sample = false, divisible = true, collects = false;
  static constexpr bool reads_input = true, reads_output = Relu, fetches_next = false;
  static constexpr bool relu = Relu, packed = Packed;
  static constexpr std::string_view algorithm = Stored::algorithm;

  static constexpr std::size_t inputs = In::size;
  static constexpr std::size_t units = DenseLayer::units;
  static constexpr bool kernel_decays = DenseLayer::template parameters<In>()[0].decays();
  static constexpr bool bias = DenseLayer::options.bias;
  static constexpr KernelPlaces<Stored> places{inputs * units, units, bias,
                                               parameters_behind<Normalization, Output>};
  static constexpr std::size_t bias_offset = places.bias(), scale_offset = places.scale(),
                               normalization_offset = places.normalization(), parameters = places.end();

  /// Fetching ahead pays where the kernel is larger than the second-level cache: .7 of the time forward.
  static constexpr bool fetches_ahead = inputs * units > 1'000'000;

  /// Backward makes dx by blocks of the kernel, (64, 64), which it transposes: 16 KB, half of a first-level
  /// cache. Blocks of twice or half that size make a training step 1.1 times as long.
  static constexpr std::size_t input_block = std::min<std::size_t>(padded_to_16(inputs), 64);
  static constexpr std::size_t unit_block = std::min<std::size_t>(padded_to_16(units), 64);
  /// It makes dw for 16 inputs at once, one line of x, over 64 samples at once.
  static constexpr std::size_t gradient_rows = 16, sample_block = 64;

  /// Fewer samples take as long from the parameters, and fewer units stand side by side as they are. A kernel
  /// that is stored small has better not be stored twice.
  static constexpr bool pays_by_batch(int samples) {
    return std::same_as<Stored, Weights::float32> && units > 32 && samples >= 8;
  }
  using OfBatch = DenseBlock<In, DenseLayer, Relu, Stored, Normalization, true, InTurns>;

  /// Of a network with so many parameters: the kernel is large, and the others leave a part of it in a cache.
  static constexpr bool pays_in_turns(std::size_t network_parameters) {
    return !InTurns && inputs * units >= 1 << 18 && 2 * inputs * units > network_parameters;
  }
  using ReadInTurns = DenseBlock<In, DenseLayer, Relu, Stored, Normalization, Packed, true>;
  /// A group is a small part of a second-level cache, and its sums of a group.
  static constexpr std::size_t group = std::max<std::size_t>((1 << 16) / units, 16),
                               groups = InTurns ? (inputs + group - 1) / group : 0;

  /// prepared: the scale of each unit's sum, from `prepared_shift` on what is added to it, and the panels.
  static constexpr std::size_t prepared_shift = padded_to_16(units);
  static constexpr std::size_t prepared_panels = normalized ? 2 * prepared_shift : 0;

  static constexpr std::size_t backward_scratch =
      (std::max)(input_block * unit_block, (sample_block + padded_to_16(units)) * gradient_rows);

  template <bool Training>
  static constexpr StageMemory memory{
      .prepared = prepared_panels + (packed ? inputs * padded_to_16(units) : 0),
      .forward_scratch = padded_to_16(units) * groups,
      .backward_scratch = Training ? backward_scratch : 0};
};

}  // namespace cameo::inline CAMEO_ABI::plan
