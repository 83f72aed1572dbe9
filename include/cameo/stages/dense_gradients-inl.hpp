// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/plan/dense_block.hpp"
#include "cameo/simd/live_product-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/transpose-inl.hpp"
#include "cameo/stages/dense_tiles-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Gradients of a dense layer from dy and its parameters, by blocks of its inputs; the kernel's goes to the
/// optimizer tile by tile.
template <class Block>
struct DenseGradients {
  /// Columns i .. i + rows - 1 of dx. Lanes are inputs, so these rows of the kernel are transposed first.
  static void make_input_gradient(const BackwardPass& pass, std::size_t i, std::size_t rows) {
    for (std::size_t u = 0; u < units; u += Block::unit_block) {
      const std::size_t depth = (std::min)(Block::unit_block, units - u);
      transpose(pass.w + i * units + u, units, rows, depth, pass.scratch, Block::input_block);
      over_rows<input_tile.rows>(pass.samples, [&]<int Rows>(int sample) HWY_ATTR {
        const auto first = static_cast<std::size_t>(sample);
        if (u == 0) fetch_inputs<Rows>(pass, first, i + Block::input_block);
        over_parts<Block::input_block / max_lanes, input_tile.vectors>([&]<int Vectors>(int vector) HWY_ATTR {
          const std::size_t column = static_cast<std::size_t>(vector) * max_lanes;
          if (!whole_blocks && column >= rows) return;
          const std::size_t left = whole_blocks ? std::size_t{Vectors * max_lanes} : rows - column;
          float* dx = pass.dx + first * inputs + i + column;
          FloatVector sums[Rows][Vectors];
          if (u == 0)
            clear(sums);
          else
            load_rows(dx, inputs, left, sums);
          add_live_product(depth, pass.dy + first * units + u, units, pass.scratch + column,
                           Block::input_block, sums);
          store_rows(sums, dx, inputs, left);
        });
      });
    }
  }

  /// Rows i .. i + rows - 1 of the kernel: their gradient, and their update as soon as it is complete.
  template <class Update>
  static void update_kernel(const BackwardPass& pass, std::size_t i, std::size_t rows, const Update& update) {
    const auto samples = static_cast<std::size_t>(pass.samples);
    float* x = pass.scratch;                                                      // (rows, sample_block)
    float* gradient = pass.scratch + Block::gradient_rows * Block::sample_block;  // (rows, units)
    for (std::size_t sample = 0; sample < samples; sample += Block::sample_block) {
      const std::size_t count = (std::min)(Block::sample_block, samples - sample);
      const bool last = sample + count == samples;
      transpose(pass.x + sample * inputs + i, inputs, count, rows, x, Block::sample_block);
      over_rows<gradient_tile_rows>(static_cast<int>(rows), [&]<int Rows>(int row) HWY_ATTR {
        const std::size_t first = static_cast<std::size_t>(row), end = first + Rows;
        if (last && Block::fetches_ahead && i + Block::input_block + end <= inputs)
          update.fetch_range((i + Block::input_block + first) * units, Rows * units);
        add_gradient<Rows>(pass, sample, count, x + first * Block::sample_block, gradient + first * units);
        if (last && (end % update_rows == 0 || end == rows)) {
          const std::size_t from = (end - 1) / update_rows * update_rows;
          update.range((i + from) * units, gradient + from * units, (end - from) * units);
        }
      });
    }
  }

  template <class Update>
  static void update_bias(const BackwardPass& pass, const Update& update) {
    const Floats d;
    for (std::size_t u = 0; u < units; u += max_lanes) {
      FloatVector sum = hn::Zero(d);
      const float* dy = pass.dy + u;
      for (int sample = 0; sample < pass.samples; ++sample, dy += units) sum = hn::Add(sum, hn::LoadU(d, dy));
      give(update, Block::bias_offset + u, sum, units - u);
    }
  }

 private:
  static constexpr std::size_t inputs = Block::inputs, units = Block::units;
  static constexpr Tile tile = dense_tile(units);
  static constexpr int unit_vectors = divide_up(static_cast<int>(units), max_lanes);
  // The kernel's gradient takes half as many rows at once: more zeros are skipped, and the optimizer's
  // divisions go on while the next rows multiply. With many units dy of a batch does not stay in the
  // first-level cache, and rows share what they read of it: half as many would take 1.4 times as long.
  static constexpr int gradient_tile_rows = units <= 128 ? tile.rows / 2 : tile.rows;
  // Rows of whole vectors are updated as soon as those of a tile are complete, others when 16 are.
  static constexpr std::size_t update_rows =
      units % 16 == 0 ? std::size_t{gradient_tile_rows} : Block::gradient_rows;
  // Half of dy is zeros after ReLU: one row of it skips them all, where two rows leave few registers.
  static constexpr Tile input_tile{registers == 32 ? 2 : 1,
                                   even_part(divide_up(static_cast<int>(Block::input_block), max_lanes), 8)};
  static constexpr bool whole_blocks = inputs % Block::input_block == 0;

  /// Fetches what the block of inputs from i on needs of the samples sample .. sample + Rows - 1.
  template <int Rows>
  static HWY_INLINE void fetch_inputs(const BackwardPass& pass, std::size_t sample, std::size_t i) {
    if (!Block::fetches_ahead || i + Block::input_block > inputs) return;
    fetch_samples<Rows, Block::input_block>(pass.x, inputs, sample, i);
    fetch_samples<Rows, Block::input_block>(pass.dx, inputs, sample, i);
  }

  /// gradient += the outer products of x and dy, added up over `count` samples; begins at 0 with sample 0.
  template <int Rows>
  static HWY_INLINE void add_gradient(const BackwardPass& pass, std::size_t sample, std::size_t count,
                                      const float* x,     // (Rows, sample_block)
                                      float* gradient) {  // (Rows, units)
    over_parts<unit_vectors, tile.vectors>([&]<int Vectors>(int vector) HWY_ATTR {
      const std::size_t u = static_cast<std::size_t>(vector) * max_lanes;
      FloatVector sums[Rows][Vectors];
      if (sample == 0)
        clear(sums);
      else
        load_rows(gradient + u, units, units_from<units, Vectors>(u), sums);
      add_live_product(count, x, Block::sample_block, pass.dy + sample * units + u, units, sums);
      store_rows(sums, gradient + u, units, units_from<units, Vectors>(u));
    });
  }

  template <class Update>
  static HWY_INLINE void give(const Update& update, std::size_t offset, FloatVector gradient,
                              std::size_t count) {
    if (count >= max_lanes)
      update(Floats(), offset, gradient);
    else
      update.first_lanes(Floats(), offset, gradient, count);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
