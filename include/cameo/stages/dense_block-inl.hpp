// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "cameo/plan/dense_block.hpp"
#include "cameo/simd/live_product-inl.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/simd/math-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/stages/dense_gradients-inl.hpp"
#include "cameo/stages/dense_tiles-inl.hpp"
#include "cameo/stages/normalization_block-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class In, class DenseLayer, bool Relu, class Stored, class Normalization, bool Packed, bool InTurns>
struct Run<DenseBlock<In, DenseLayer, Relu, Stored, Normalization, Packed, InTurns>> : RunDefaults {
  using Block = DenseBlock<In, DenseLayer, Relu, Stored, Normalization, Packed, InTurns>;
  static constexpr std::size_t inputs = Block::inputs, units = Block::units;

  template <bool Training>
  static void prepare(const float* w, float* prepared) {
    if constexpr (Block::normalized) {
      float *scale = prepared, *shift = prepared + Block::prepared_shift;
      moving_scale<Normalization, units>(w + Block::normalization_offset, scale, shift);
      for (std::size_t u = 0; u < units; ++u) {
        if constexpr (Block::bias) shift[u] = multiply_add(scale[u], w[Block::bias_offset + u], shift[u]);
        if constexpr (Stored::scaled) scale[u] *= w[Block::scale_offset + u];
      }
    }
    if constexpr (Packed) pack(w, prepared + Block::prepared_panels);
  }

  /// A part takes neighbouring units or neighbouring samples.
  template <bool Training>
  static void forward(const ForwardPass& pass) {
    if (pass.samples == 1) return forward_one(pass);
    const bool live_by_units = shares_units<tile.vectors>(pass);
    if constexpr (unit_vectors > 2) {
      const Share share = share_of(pass, live_by_units || shares_units<panel_tile.vectors>(pass));
      if (share.size() >= least_dense && is_dense(pass, share)) return forward_dense(pass, share);
    }
    forward_live(pass, share_of(pass, live_by_units));
  }

  static void begin_backward(const BackwardPass& pass) {
    if constexpr (Relu) mask_by_relu(pass);
  }

  /// A part takes neighbouring blocks of the inputs.
  template <class Update>
  static void backward(const BackwardPass& pass, const Update& update) {
    if constexpr (Block::bias)
      if (pass.part == 0) Gradients::update_bias(pass, update);
    constexpr std::size_t block = Block::input_block, blocks = (inputs + block - 1) / block;
    const Range mine = part_of(static_cast<int>(blocks), pass.part, pass.parts);
    for (int b = mine.first; b < mine.end; ++b) {
      const std::size_t i = static_cast<std::size_t>(b) * block, end = (std::min)(i + block, inputs);
      if (pass.dx) Gradients::make_input_gradient(pass, i, end - i);
      for (std::size_t row = i; row < end; row += Block::gradient_rows)
        Gradients::update_kernel(pass, row, (std::min)(Block::gradient_rows, end - row),
                                 update.decayed(Block::kernel_decays));
    }
  }

 private:
  using Gradients = DenseGradients<Block>;
  static constexpr Tile tile = dense_tile(units);
  static constexpr int unit_vectors = divide_up(static_cast<int>(units), max_lanes);
  // Rows of the kernel whose weights stay near the core while all samples pass.
  static constexpr std::size_t forward_block = 64;
  // Of samples with few zeros a tile takes more rows, and reads its part of the kernel from a panel that
  // stays in a first-level cache with those samples, 24 KB at most: rows of a multiple of 1 KB would fall
  // into few of its sets. If no panels are prepared, the first tile leaves one to those after it: 2.5 of the
  // time for 2 samples. 8 vectors make two equal panels rather than three, for two threads: .7 of their time.
  static constexpr Tile panel_tile =
      registers == 32 && unit_vectors == 8 ? Tile{4, 4} : product_tile(unit_vectors, registers);
  static constexpr std::size_t panel_depth =
      (std::min)(Packed ? 128 : 256, 6144 / (panel_tile.vectors * max_lanes));
  static constexpr int least_dense = 8;

  /// Whether the parts are of units, in tiles of so many vectors, so that each reads only its part of a large
  /// kernel: 8 samples take .5 to .65 of the time by two threads, 32 take 1.05, 8 of a small kernel 1.25.
  template <int Vectors>
  static bool shares_units(const ForwardPass& pass) {
    const int largest = unit_vectors - share_begin<unit_vectors, Vectors>(pass.parts - 1, pass.parts);
    return inputs * units >= 1 << 18 && pass.samples < 16 * pass.parts &&
           4 * largest * pass.parts <= 5 * unit_vectors;
  }

  /// Few of these samples' inputs are zeros.
  static bool is_dense(const ForwardPass& pass, const Share& share) {
    const std::size_t size = static_cast<std::size_t>(share.size()) * inputs;
    return count_live(pass.x + static_cast<std::size_t>(share.first) * inputs, size) > size / 5 * 2;
  }

  /// Without the weights of inputs that are zero.
  static void forward_live(const ForwardPass& pass, const Share& share) {
    const auto first_unit = share_begin<unit_vectors, tile.vectors>(share.part, share.parts);
    for (std::size_t k = 0; k < inputs; k += forward_block)
      over_share<unit_vectors, tile.vectors>(share.part, share.parts, [&]<int Vectors>(int vector) HWY_ATTR {
        const std::size_t u = static_cast<std::size_t>(vector) * max_lanes,
                          depth = (std::min)(forward_block, inputs - k);
        over_rows<tile.rows>(
            share.end,
            [&]<int Rows>(int row) HWY_ATTR {
              const auto sample = static_cast<std::size_t>(row);
              if (vector == first_unit) fetch_forward<Rows>(pass, share, row, k + forward_block);
              forward_part<Rows, Vectors>(pass, sample, k, depth, u, [&](auto& sums) CAMEO_INLINE {
                add_live_product(depth, pass.x + sample * inputs + k, inputs, kernel(pass) + k * units + u,
                                 units, sums);
              });
            },
            share.first);
      });
  }

  /// The same with the weights of all inputs.
  static void forward_dense(const ForwardPass& pass, const Share& share) {
    HWY_ALIGN float own_panel[Packed ? 1 : panel_depth * panel_tile.vectors * max_lanes];
    const int tiles = divide_up(share.size(), panel_tile.rows);
    over_panels(share, [&]<int Vectors>(std::size_t k, std::size_t depth, std::size_t u) HWY_ATTR {
      constexpr std::size_t width = Vectors * max_lanes;
      const PanelPlace following = next_panel(share, k, u + width);
      const float *panel = Packed ? packed_panel(pass, k, u) : own_panel,
                  *next = Packed ? packed_panel(pass, following.k, following.u) : nullptr;
      over_rows<panel_tile.rows>(
          share.end,
          [&]<int Rows>(int row) HWY_ATTR {
            const auto sample = static_cast<std::size_t>(row);
            if constexpr (!Packed) fetch_panel<Rows>(pass, share, row, following.k, following.u);
            forward_part<Rows, Vectors>(pass, sample, k, depth, u, [&](auto& sums) CAMEO_INLINE {
              const float* x = pass.x + sample * inputs + k;
              if constexpr (Packed)
                add_product(depth, x, inputs, 1, panel, width, sums,
                            fetch_next(next, static_cast<int>(depth), width,
                                       (row - share.first) / panel_tile.rows, tiles));
              else if (row > share.first)
                add_product(depth, x, inputs, 1, panel, width, sums);
              else
                add_product(depth, x, inputs, 1, kernel(pass) + k * units + u, units, sums,
                            [&](std::size_t at, int v, FloatVector weights) CAMEO_INLINE {
                              hn::Store(weights, Floats(), own_panel + at * width + v * max_lanes);
                            });
            });
          },
          share.first);
    });
  }

  /// Calls f<Vectors>(k, depth, u) for each panel of a share: so many vectors of units from u on, for `depth`
  /// inputs from k on.
  template <class Function>
  static HWY_INLINE void over_panels(const Share& share, const Function& f) {
    for (std::size_t k = 0; k < inputs; k += panel_depth)
      over_share<unit_vectors, panel_tile.vectors>(
          share.part, share.parts, [&]<int Vectors>(int vector) HWY_ATTR {
            f.template operator()<Vectors>(k, (std::min)(panel_depth, inputs - k),
                                           static_cast<std::size_t>(vector) * max_lanes);
          });
  }

  /// Panels one after another, zeros where the last one is wider than its units.
  static void pack(const float* w, float* panel) {
    over_panels({}, [&]<int Vectors>(std::size_t k, std::size_t depth, std::size_t u) HWY_ATTR {
      constexpr std::size_t width = Vectors * max_lanes;
      for (std::size_t i = 0; i < depth; ++i, panel += width) {
        FloatVector row[Vectors];
        load_row(w + (k + i) * units + u, units_from<units, Vectors>(u), row);
        store_row(row, panel, width);
      }
    });
  }

  /// While samples row .. row + Rows - 1 are computed: their next block of inputs, from k on, and their share
  /// of its weights.
  template <int Rows>
  static HWY_INLINE void fetch_forward(const ForwardPass& pass, const Share& share, int row, std::size_t k) {
    if (!Block::fetches_ahead || k + forward_block > inputs) return;
    fetch_samples<Rows, forward_block>(pass.x, inputs, static_cast<std::size_t>(row), k);
    const auto begin = [&](int part) {
      return static_cast<std::size_t>(share_begin<unit_vectors, tile.vectors>(part, share.parts)) * max_lanes;
    };
    const std::size_t u = begin(share.part);
    fetch_weights<Rows>(pass, share, row, k, forward_block, u, (std::min)(begin(share.part + 1), units) - u);
  }

  /// A panel of a share: it begins with this input and this unit.
  struct PanelPlace {
    std::size_t k, u;
  };
  /// The one that begins with unit u or, behind the last one of the share, with the next inputs.
  static HWY_INLINE PanelPlace next_panel(const Share& share, std::size_t k, std::size_t u) {
    const auto begin = [&](int part) {
      return static_cast<std::size_t>(share_begin<unit_vectors, panel_tile.vectors>(part, share.parts)) *
             max_lanes;
    };
    return u < begin(share.part + 1) ? PanelPlace{k, u} : PanelPlace{k + panel_depth, begin(share.part)};
  }

  static const float* packed_panel(const ForwardPass& pass, std::size_t k, std::size_t u) {
    const std::size_t depth = (std::min)(panel_depth, inputs - (std::min)(inputs, k));
    return pass.prepared + Block::prepared_panels + k * (unit_vectors * max_lanes) + depth * u;
  }

  /// The same of the next panel.
  template <int Rows>
  static HWY_INLINE void fetch_panel(const ForwardPass& pass, const Share& share, int row, std::size_t k,
                                     std::size_t u) {
    if (k < inputs)
      fetch_weights<Rows>(pass, share, row, k, (std::min)(panel_depth, inputs - k), u,
                          panel_tile.vectors * max_lanes);
  }

  /// Of the weights of `count` units from u on for `depth` inputs from k on, the part of these samples.
  template <int Rows>
  static HWY_INLINE void fetch_weights(const ForwardPass& pass, const Share& share, int row, std::size_t k,
                                       std::size_t depth, std::size_t u, std::size_t count) {
    const auto sample = static_cast<std::size_t>(row - share.first),
               samples = static_cast<std::size_t>(share.size());
    const std::size_t bytes = count * sizeof(typename Stored::StoredWeight);
    for (std::size_t i = depth * sample / samples; i < depth * (sample + Rows) / samples; ++i) {
      const auto* weights = reinterpret_cast<const std::byte*>(kernel(pass) + (k + i) * units + u);
      for (std::size_t byte = 0; byte < bytes + 60; byte += 64) fetch(weights + byte);
    }
  }

  /// A tile over `depth` inputs from k on, whose products `add` adds to its sums.
  template <int Rows, int Vectors, class Function>
  static HWY_INLINE void forward_part(const ForwardPass& pass, std::size_t sample, std::size_t k,
                                      std::size_t depth, std::size_t u, const Function& add) {
    float* y = pass.y + sample * units + u;
    const std::size_t count = units_from<units, Vectors>(u);
    FloatVector sums[Rows][Vectors];
    if (k == 0) {
      CAMEO_UNROLL
      for (int r = 0; r < Rows; ++r) begin_row(pass, u, sums[r]);
    } else {
      load_rows(y, units, count, sums);
    }
    add(sums);
    if (k + depth == inputs) {
      CAMEO_UNROLL
      for (int r = 0; r < Rows; ++r) finish_row(pass, u, sums[r]);
    }
    store_rows(sums, y, units, count);
  }

  /// One sample: each part takes neighbouring units.
  static void forward_one(const ForwardPass& pass) {
    const Range vectors = part_of(unit_vectors, pass.part, pass.parts);
    const std::size_t first = static_cast<std::size_t>(vectors.first) * max_lanes,
                      end = (std::min)(static_cast<std::size_t>(vectors.end) * max_lanes, units);
    for (std::size_t u = first; u < end; u += max_lanes) {
      FloatVector sums[1];
      begin_row(pass, u, sums);
      store_row(sums, pass.y + u, units_from<units, 1>(u));
    }
    if constexpr (InTurns)
      add_groups(pass, first, end - first);
    else
      add_live_rows(inputs, pass.x, kernel(pass) + first, units, end - first, pass.y + first);
    for (std::size_t u = first; u < end; u += max_lanes) {
      FloatVector sums[1];
      load_row(pass.y + u, units_from<units, 1>(u), sums);
      finish_row(pass, u, sums);
      store_row(sums, pass.y + u, units_from<units, 1>(u));
    }
  }

  /// Sums of each group of inputs alone, in whatever order, and then of all groups in theirs.
  static void add_groups(const ForwardPass& pass, std::size_t first, std::size_t count) {
    const auto sums_of = [&](std::size_t group) {
      return pass.scratch + group * padded_to_16(units) + first;
    };
    for (std::size_t turn = 0; turn < Block::groups; ++turn) {
      const std::size_t group = pass.context.backwards ? Block::groups - 1 - turn : turn,
                        k = group * Block::group;
      std::fill_n(sums_of(group), count, 0.0f);
      add_live_rows((std::min)(Block::group, inputs - k), pass.x + k, kernel(pass) + k * units + first, units,
                    count, sums_of(group));
    }
    for (std::size_t group = 0; group < Block::groups; ++group)
      map(count, pass.y + first, Sum(), pass.y + first, sums_of(group));
  }

  static const typename Stored::StoredWeight* kernel(const ForwardPass& pass) {
    return reinterpret_cast<const typename Stored::StoredWeight*>(pass.w);
  }

  /// The sums are scaled at last, then shifted where there is anything to add.
  static constexpr bool scaled = Stored::scaled || Block::normalized;
  static constexpr bool shifted = Block::bias || Block::normalized;
  static const float* scale(const ForwardPass& pass) {
    return Block::normalized ? pass.prepared : pass.w + Block::scale_offset;
  }
  static const float* shift(const ForwardPass& pass) {
    return Block::normalized ? pass.prepared + Block::prepared_shift : pass.w + Block::bias_offset;
  }

  /// Sums without their scales begin at zero, others at the bias if there is one.
  template <int Vectors>
  static HWY_INLINE void begin_row(const ForwardPass& pass, std::size_t u, FloatVector (&sums)[Vectors]) {
    if constexpr (scaled || !shifted) {
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) sums[v] = hn::Zero(Floats());
    } else {
      load_row(shift(pass) + u, units_from<units, Vectors>(u), sums);
    }
  }

  template <int Vectors>
  static HWY_INLINE void finish_row(const ForwardPass& pass, std::size_t u, FloatVector (&sums)[Vectors]) {
    if constexpr (scaled) {
      FloatVector factor[Vectors];
      load_row(scale(pass) + u, units_from<units, Vectors>(u), factor);
      if constexpr (shifted) {
        FloatVector addend[Vectors];
        load_row(shift(pass) + u, units_from<units, Vectors>(u), addend);
        CAMEO_UNROLL
        for (int v = 0; v < Vectors; ++v) sums[v] = hn::MulAdd(sums[v], factor[v], addend[v]);
      } else {
        CAMEO_UNROLL
        for (int v = 0; v < Vectors; ++v) sums[v] = hn::Mul(sums[v], factor[v]);
      }
    }
    if constexpr (Relu) {
      CAMEO_UNROLL
      for (int v = 0; v < Vectors; ++v) sums[v] = relu(sums[v]);
    }
  }

  static void mask_by_relu(const BackwardPass& pass) {
    const std::size_t size = static_cast<std::size_t>(pass.samples) * units;
    for (std::size_t i = 0; i < size; ++i) pass.dy[i] = pass.y[i] > 0 ? pass.dy[i] : 0;
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
