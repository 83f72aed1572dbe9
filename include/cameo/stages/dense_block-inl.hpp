// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/plan/dense_block.hpp"
#include "cameo/simd/live_product-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/simd/transpose-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class In, class DenseLayer, bool Relu, class Stored>
struct Run<DenseBlock<In, DenseLayer, Relu, Stored>> {
  using Block = DenseBlock<In, DenseLayer, Relu, Stored>;
  static constexpr std::size_t inputs = Block::inputs, units = Block::units, block = Block::block;

  template <bool Training>
  static void prepare(const float*, float*) {}

  /// A part takes every parts-th tile of the units.
  template <bool Training>
  static void forward(const ForwardPass& pass) {
    if (pass.samples == 1)
      return pass.parts == 1 ? forward_one<row_vectors>(pass) : forward_one<forward_tile.vectors>(pass);
    for (std::size_t k = 0; k < inputs; k += forward_block)
      over_parts<unit_vectors, forward_tile.vectors>([&]<int Vectors>(int vector) HWY_ATTR {
        if (vector / forward_tile.vectors % pass.parts != pass.part) return;
        over_rows<forward_tile.rows>(pass.samples, [&]<int Rows>(int sample) HWY_ATTR {
          forward_part<Rows, Vectors>(pass, static_cast<std::size_t>(sample), k,
                                      static_cast<std::size_t>(vector) * max_lanes);
        });
      });
  }

  static void begin_backward(const BackwardPass& pass) {
    if constexpr (Relu) mask_by_relu(pass);
  }

  /// A part takes neighbouring blocks of the inputs.
  template <class Update>
  static void backward(const BackwardPass& pass, const Update& update) {
    if (pass.part == 0) update_bias(pass, update);
    const auto part = static_cast<std::size_t>(pass.part), parts = static_cast<std::size_t>(pass.parts);
    constexpr std::size_t blocks = (inputs + block - 1) / block;
    for (std::size_t b = part * blocks / parts; b < (part + 1) * blocks / parts; ++b) {
      const std::size_t i = b * block, rows = std::min(block, inputs - i);
      if (pass.dx) input_gradient(pass, i, rows);
      update_kernel(pass, i, rows, update);
    }
  }

  static void merge(float*, const float*) {}

  static void finish_backward(const BackwardPass&) {}

 private:
  static constexpr int unit_vectors = divide_up(static_cast<int>(units), max_lanes);
  static constexpr int tile_rows = accumulators / 3;  // 8 or 4
  static constexpr Tile forward_tile{tile_rows, even_part(unit_vectors, 3)};
  static constexpr int row_vectors = even_part(unit_vectors, accumulators);
  static constexpr Tile gradient_tile{4, even_part(unit_vectors, accumulators / 4)};
  static constexpr int input_vectors = std::min(static_cast<int>(block) / max_lanes, 2);
  // Rows of the kernel whose weights stay in a first-level cache while all samples pass.
  static constexpr std::size_t forward_block = std::max<std::size_t>(4096 / units, 16);

  template <int Rows, int Vectors>
  static void forward_part(const ForwardPass& pass, std::size_t sample, std::size_t k, std::size_t u) {
    float* y = pass.y + sample * units + u;
    const std::size_t depth = std::min(forward_block, inputs - k), count = units - u;
    FloatVector sums[Rows][Vectors];
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      if (k == 0)
        begin_row(pass, u, sums[r]);
      else
        load_row(y + static_cast<std::size_t>(r) * units, count, sums[r]);
    }
    add_product(depth, pass.x + sample * inputs + k, inputs, 1, kernel(pass) + k * units + u, units, sums);
    const bool whole = k + depth == inputs;
    CAMEO_UNROLL
    for (int r = 0; r < Rows; ++r) {
      if (whole) finish_row(pass, u, sums[r]);
      store_row(sums[r], y + static_cast<std::size_t>(r) * units, count);
    }
  }

  /// One sample: as many units at once as there are registers for, so that rows are read end to end.
  template <int Most>
  static void forward_one(const ForwardPass& pass) {
    over_parts<unit_vectors, Most>([&]<int Vectors>(int vector) HWY_ATTR {
      if (vector / Most % pass.parts != pass.part) return;
      const std::size_t u = static_cast<std::size_t>(vector) * max_lanes;
      FloatVector sums[Vectors];
      begin_row(pass, u, sums);
      add_live_product(inputs, pass.x, kernel(pass) + u, units, sums);
      finish_row(pass, u, sums);
      store_row(sums, pass.y + u, units - u);
    });
  }

  static const typename Stored::StoredWeight* kernel(const ForwardPass& pass) {
    return reinterpret_cast<const typename Stored::StoredWeight*>(pass.w);
  }

  /// Sums of weights without their scales begin at zero, others at the bias.
  template <int Vectors>
  static HWY_INLINE void begin_row(const ForwardPass& pass, std::size_t u, FloatVector (&sums)[Vectors]) {
    if constexpr (Stored::scaled) {
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) sums[v] = hn::Zero(Floats());
    } else {
      load_row(pass.w + Block::bias_offset + u, units - u, sums);
    }
  }

  template <int Vectors>
  static HWY_INLINE void finish_row(const ForwardPass& pass, std::size_t u, FloatVector (&sums)[Vectors]) {
    if constexpr (Stored::scaled) {
      FloatVector bias[Vectors], scale[Vectors];
      load_row(pass.w + Block::bias_offset + u, units - u, bias);
      load_row(pass.w + Block::scale_offset + u, units - u, scale);
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) sums[v] = hn::MulAdd(sums[v], scale[v], bias[v]);
    }
    if constexpr (Relu) {
      const FloatVector zero = hn::Zero(Floats());
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) sums[v] = hn::IfThenZeroElse(hn::Le(sums[v], zero), sums[v]);
    }
  }

  static void mask_by_relu(const BackwardPass& pass) {
    const std::size_t size = static_cast<std::size_t>(pass.samples) * units;
    for (std::size_t i = 0; i < size; ++i) pass.dy[i] = pass.y[i] > 0 ? pass.dy[i] : 0;
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

  /// Columns i .. i + rows - 1 of dx. Lanes are inputs, so these rows of the kernel are transposed first.
  static void input_gradient(const BackwardPass& pass, std::size_t i, std::size_t rows) {
    transpose(pass.w + i * units, units, rows, units, pass.scratch, block);
    for (std::size_t column = 0; column < rows; column += input_vectors * max_lanes)
      over_rows<tile_rows>(pass.samples, [&]<int Rows>(int sample) HWY_ATTR {
        const auto row = static_cast<std::size_t>(sample);
        FloatVector sums[Rows][input_vectors];
        clear(sums);
        add_product(units, pass.dy + row * units, units, 1, pass.scratch + column, block, sums);
        CAMEO_UNROLL
        for (int r = 0; r < Rows; ++r)
          store_row(sums[r], pass.dx + (row + static_cast<std::size_t>(r)) * inputs + i + column,
                    rows - column);
      });
  }

  /// Rows i .. i + rows - 1 of the kernel: their gradient, then their update, as one contiguous range.
  template <class Update>
  static void update_kernel(const BackwardPass& pass, std::size_t i, std::size_t rows, const Update& update) {
    float* gradient = pass.scratch + block * padded_to_16(units);
    over_parts<unit_vectors, gradient_tile.vectors>([&]<int Vectors>(int vector) HWY_ATTR {
      const std::size_t u = static_cast<std::size_t>(vector) * max_lanes;
      over_rows<gradient_tile.rows>(static_cast<int>(rows), [&]<int Rows>(int row) HWY_ATTR {
        const auto first = static_cast<std::size_t>(row);
        FloatVector sums[Rows][Vectors];
        clear(sums);
        add_product(static_cast<std::size_t>(pass.samples), pass.x + i + first, 1, inputs, pass.dy + u, units,
                    sums);
        CAMEO_UNROLL
        for (int r = 0; r < Rows; ++r)
          store_row(sums[r], gradient + (first + static_cast<std::size_t>(r)) * units + u, units - u);
      });
    });
    const Floats d;
    const std::size_t size = rows * units, whole = size - size % max_lanes;
    for (std::size_t at = 0; at < whole; at += max_lanes)
      update(d, i * units + at, hn::LoadU(d, gradient + at));
    if (whole < size) update.some(d, i * units + whole, hn::LoadU(d, gradient + whole), size - whole);
  }

  template <class Update>
  static HWY_INLINE void give(const Update& update, std::size_t offset, FloatVector gradient,
                              std::size_t count) {
    if (count >= max_lanes)
      update(Floats(), offset, gradient);
    else
      update.some(Floats(), offset, gradient, count);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
