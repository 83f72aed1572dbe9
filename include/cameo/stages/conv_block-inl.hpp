// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "cameo/plan/conv_block.hpp"
#include "cameo/simd/conv-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/stages/conv_input_gradient-inl.hpp"
#include "cameo/stages/conv_products-inl.hpp"
#include "cameo/stages/conv_weight_gradient-inl.hpp"
#include "cameo/stages/normalization_block-inl.hpp"
#include "cameo/stages/pointwise_gradients-inl.hpp"
#include "cameo/stages/run-inl.hpp"
#include "cameo/stages/winograd_conv-inl.hpp"
#include "cameo/stages/winograd_kernels-inl.hpp"
#include "cameo/stages/winograd_weight_gradient-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class In, class ConvLayer, bool Relu, int Pool, class Normalization, ConvFor For, class Stored>
struct Run<ConvBlock<In, ConvLayer, Relu, Pool, Normalization, For, Stored>> : RunDefaults {
  using Block = ConvBlock<In, ConvLayer, Relu, Pool, Normalization, For, Stored>;
  using Weight = typename Block::Weight;
  using Scratch = typename Block::Scratch;
  static constexpr ConvGeometry Geometry = Block::geometry;

  template <bool Training>
  static void prepare(const float* w, float* prepared) {
    const auto* kernel = reinterpret_cast<const Weight*>(w);
    if constexpr (Block::by_winograd) WinogradKernels<Block::winograd>::prepare(kernel, prepared);
    if constexpr (Block::packed) pack(kernel, reinterpret_cast<Weight*>(prepared));
    if constexpr (Training) ConvInputGradient<Block>::prepare(w, prepared + Block::prepared_filters);
    if constexpr (scaled) prepare_scales(w, prepared + Block::prepared_scales);
  }

  /// A part takes neighbouring samples; or of one sample neighbouring rows; or neighbouring filters, where
  /// threads would otherwise read a kernel that is larger than the images each.
  template <bool Training>
  static void forward(const ForwardPass& pass) {
    const float* scale = scaled ? pass.prepared + Block::prepared_scales : nullptr;
    const float* bias = scaled        ? scale + Block::padded_filters
                        : Block::bias ? pass.w + Block::bias_offset
                                      : no_bias.data();
    if constexpr (Block::template forward_by_products<Training>)
      by_products(pass, scale, bias);
    else
      one_by_one<Training>(pass, scale, bias);
  }

  /// The sums of a whole batch begin by themselves.
  static void begin_backward(const BackwardPass& pass) {
    std::fill(pass.dw + (of_training_batch ? Sums::bias : 0), pass.dw + Sums::size, 0.0f);
  }

  /// A part of a whole batch takes some of Winograd's points, or some channels, and then neighbouring
  /// samples.
  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    if constexpr (pointwise_batch)
      backward_of_pixels(pass);
    else
      backward_of_images(pass);
  }

  /// A part of a whole batch takes neighbouring channels, the first one the bias.
  template <class Update>
  static void finish_backward(const BackwardPass& pass, const Update& update) {
    ConvWeightGradient<Block>::finish_bias(pass.dw, pass.scratch);
    const auto of_kernel = update.decayed(Block::kernel_decays);
    if constexpr (of_training_batch) {
      const Range mine = part_of(In::channels, pass.part, pass.parts);
      if constexpr (Block::gradient_by_winograd)
        WinogradWeightGradient<Block>::finish(pass.dw, mine, pass.scratch);
      for (int tap = 0; tap < Geometry.window * Geometry.window; ++tap) {
        const auto row = [&](int channel) {
          return static_cast<std::size_t>((tap * In::channels + channel) * Geometry.filters);
        };
        const std::size_t from = row(mine.first), end = row(mine.end),
                          to = end == Block::kernel_size ? Block::bias_offset : end;
        of_kernel.range(from, (pointwise_batch ? pass.dw : pass.scratch) + from, to - from);
      }
    } else {
      ConvWeightGradient<Block>::finish_kernel(pass.dw, pass.scratch);
      of_kernel.range(0, pass.scratch, Block::bias_offset);
    }
    if constexpr (Block::bias)
      if (pass.part == 0)
        update.range(Block::bias_offset, pass.scratch + Block::bias_offset,
                     Block::parameters - Block::bias_offset);
  }

 private:
  using Sums = typename Block::Sums;
  static constexpr bool of_training_batch = For == ConvFor::TrainedBatch,
                        pointwise_batch = of_training_batch && !Block::gradient_by_winograd;
  static constexpr bool scaled = Block::scaled;
  static constexpr auto image_size = static_cast<std::ptrdiff_t>(In::size);
  static constexpr auto output_size = static_cast<std::ptrdiff_t>(Block::Output::size);
  static constexpr Tile forward_tile =
      Block::by_products
          ? Tile{even_part(Geometry.width, accumulators / 3),
                 even_part(divide_up(Geometry.filters, max_lanes), 3)}
          : conv_forward_tile(Geometry, max_lanes,
                              fused_multiply_add ? registers : registers - 1);  // one for the product

  /// The filters of a register tile, and the kernel's values of one filter.
  static constexpr int panel = forward_tile.vectors * max_lanes, window_size = Geometry.window * Geometry.run;

  static constexpr std::array<float, Block::bias ? 1 : Block::padded_filters> no_bias{};

  /// (panels, window, run, panel) from w (window, run, filters); the last panel is as many vectors wide as it
  /// has.
  static void pack(const Weight* w, Weight* packed) {
    over_parts<Geometry.filters, panel>([&]<int Filters>(int f) HWY_ATTR {
      constexpr int width = divide_up(Filters, max_lanes) * max_lanes;
      for (int k = 0; k < window_size; ++k) {
        packed = std::copy_n(w + k * Geometry.filters + f, Filters, packed);
        packed = std::fill_n(packed, width - Filters, Weight{});
      }
    });
  }

  /// What each filter's sum is multiplied by, and from `padded_filters` on what is then added.
  static void prepare_scales(const float* w, float* scale) {
    float* shift = scale + Block::padded_filters;
    if constexpr (Block::normalized) {
      moving_scale<Normalization, Block::filters>(w + Block::normalization_offset, scale, shift);
    } else {
      std::fill_n(scale, Block::filters, 1.0f);
      std::fill_n(shift, Block::filters, 0.0f);
    }
    for (std::size_t f = 0; f < Block::filters; ++f) {
      if constexpr (Block::bias) shift[f] = multiply_add(scale[f], w[Block::bias_offset + f], shift[f]);
      if constexpr (Stored::scaled) scale[f] *= w[Block::scale_offset + f];
    }
  }

  /// Rows of cells, of one sample.
  static Range cell_rows(const Share& share) { return part_of(Geometry.height, share.part, share.parts); }

  /// The rows of an image, with its border, that a part of one sample reads.
  static Range rows_of(const Share& share) {
    if constexpr (Block::by_winograd) {
      return WinogradConv<Block::winograd>::image_rows(share.part, share.parts);
    } else {
      const Range rows = cell_rows(share);
      const int first = rows.first * Geometry.pool * Block::stride.rows;
      return {first, first + Block::image_rows(rows.size())};
    }
  }
  static constexpr Range all_rows{0, Block::padded_height};

  static void by_products(const ForwardPass& pass, const float* scale, const float* bias) {
    const bool by_filters = Block::kernel_size >= static_cast<std::size_t>(pass.samples) * In::size;
    const Share share = share_of(pass, by_filters || pass.samples == 1);
    const Share filters = by_filters ? share : Share();
    const Range rows = cell_rows(by_filters ? Share() : share);
    const auto forward = Block::whole_batch && share.size() >= 4
                             ? &ConvProducts<Block, panel, true>::forward
                             : &ConvProducts<Block, panel, false>::forward;
    forward(share.size(), pass.x + share.first * image_size, reinterpret_cast<const Weight*>(pass.prepared),
            scale, bias, pass.y + share.first * output_size, rows, filters.part, filters.parts);
  }

  /// Sample after sample, or by Winograd the tiles of a batch.
  template <bool Training>
  static void one_by_one(const ForwardPass& pass, const float* scale, const float* bias) {
    const Share share = share_of(pass, Block::winograd.of_batch || pass.samples == 1);
    const int at_once = Block::winograd.of_batch ? share.size() : 1;
    for (int sample = share.first; sample < share.end; sample += at_once) {
      const Range read = share.parts > 1 && share.size() == 1 ? rows_of(share) : all_rows;
      const auto image_of = [&](int i) {
        return with_border(pass.x + (sample + i) * image_size, pass.scratch, read);
      };
      float* y = pass.y + sample * output_size;
      std::uint8_t* positions = reinterpret_cast<std::uint8_t*>(y);  // stands for none, never written
      if constexpr (Training && Block::has_positions)
        positions = reinterpret_cast<std::uint8_t*>(pass.saved) + sample * output_size;
      if constexpr (Block::by_winograd) {
        float* scratch = pass.scratch + (Block::padded ? Block::padded_image : 0);
        WinogradConv<Block::winograd>::template forward<scaled, Relu, Training>(
            at_once, image_of, pass.prepared, scale, bias, y, positions, scratch, pass.next, share.part,
            share.parts);
      } else {
        const float* x = image_of(0);
        const auto* kernel = reinterpret_cast<const Weight*>(Block::packed ? pass.prepared : pass.w);
        const Range rows = cell_rows(share);
        over_parts<Geometry.filters, panel>([&]<int Filters>(int f) HWY_ATTR {
          forward_filters<Training, Filters>(x, kernel + (Block::packed ? f * window_size : f),
                                             scale + (scaled ? f : 0), bias + f, rows, y + f, positions + f);
        });
      }
    }
  }

  static const std::uint8_t* positions_of(const BackwardPass& pass, int sample) {
    const auto* stands_for_none = reinterpret_cast<const std::uint8_t*>(pass.dy);  // never read
    return Block::has_positions ? reinterpret_cast<const std::uint8_t*>(pass.saved) + sample * output_size
                                : stands_for_none;
  }

  /// x itself, or a copy of some rows of it within a border of zeros.
  static const float* with_border(const float* x, float* copy, Range rows = all_rows) {
    if constexpr (!Block::padded) {
      return x;
    } else {
      constexpr int left = Block::columns.padding_before() * In::channels, width = In::width * In::channels;
      float* to = copy + rows.first * Geometry.image_row;
      for (int row = rows.first - Block::rows.padding_before(); row < rows.end - Block::rows.padding_before();
           ++row) {
        const bool inside = 0 <= row && row < In::height;
        to = std::fill_n(to, inside ? left : Geometry.image_row, 0.0f);
        if (!inside) continue;
        to = std::copy_n(x + row * width, width, to);
        to = std::fill_n(to, Geometry.image_row - left - width, 0.0f);
      }
      std::fill(copy + Block::padded_height * Geometry.image_row, copy + Block::padded_image, 0.0f);
      return copy;
    }
  }
  static constexpr int border =
      Block::rows.padding_before() * Geometry.image_row + Block::columns.padding_before() * In::channels;

  static void backward_of_images(const BackwardPass& pass) {
    const auto image_of = [&](int sample) {
      return with_border(pass.x + sample * image_size, pass.scratch + Scratch::image);
    };
    if constexpr (Block::gradient_by_winograd)
      WinogradWeightGradient<Block>::add(pass.samples, image_of, pass.dy, positions_of(pass, 0), pass.dw,
                                         pass.dw + Sums::bias, pass.scratch + Scratch::winograd, pass.part,
                                         pass.parts);
    else
      for (int sample = 0; sample < pass.samples; ++sample) {
        const float* dy = pass.dy + sample * output_size;
        ConvWeightGradient<Block>::add_bias(dy, positions_of(pass, sample), pass.dw);
        ConvWeightGradient<Block>::add_kernel(image_of(sample), dy, positions_of(pass, sample), pass.dw,
                                              pass.scratch, pass.next);
      }
    if (pass.dx == nullptr) return;
    const Range mine = part_of(pass.samples, pass.part, pass.parts);
    const int at_once = Block::turned.of_batch ? mine.size() : 1;
    for (int sample = mine.first; sample < mine.end; sample += at_once)
      input_gradient(at_once, pass.dy + sample * output_size, positions_of(pass, sample), pass,
                     pass.dx + sample * image_size);
  }

  /// Of windows of one pixel, whose sums are laid out as the parameters are.
  static void backward_of_pixels(const BackwardPass& pass) {
    using Gradients = PointwiseGradients<Block>;
    if (pass.part == 0)
      for (int sample = 0; sample < pass.samples; ++sample)
        ConvWeightGradient<Block>::add_bias(pass.dy + sample * output_size, nullptr, pass.dw);
    Gradients::kernel(pass.samples * Geometry.cells(), pass.x, pass.dy, pass.dw, pass.part, pass.parts);
    if (pass.dx == nullptr) return;
    const Range mine = part_of(pass.samples, pass.part, pass.parts);
    Gradients::input(mine.size() * Geometry.cells(), pass.dy + mine.first * output_size,
                     pass.prepared + Block::prepared_filters, pass.dx + mine.first * image_size);
  }

  /// Of one image, or of several where their tiles are computed together.
  static void input_gradient(int samples, const float* dy, const std::uint8_t* positions,
                             const BackwardPass& pass, float* dx) {
    if constexpr (Block::turns)
      return ConvInputGradient<Block>::turn(samples, dy, positions, pass.prepared + Block::prepared_filters,
                                            pass.scratch + Scratch::dimage, dx);
    float* to = Block::direct_dx ? dx : pass.scratch + Scratch::dimage;
    std::fill_n(to, Block::direct_dx ? In::size : Block::padded_image, 0.0f);
    ConvInputGradient<Block>::add(dy, positions, pass.prepared + Block::prepared_filters, to);
    if constexpr (!Block::direct_dx)
      for (int row = 0; row < In::height; ++row)
        std::copy_n(to + border + row * Geometry.image_row, In::width * In::channels,
                    dx + row * In::width * In::channels);
  }

  template <bool Training, int Filters>
  static void forward_filters(const float* x, const Weight* w, const float* scale, const float* bias,
                              Range rows, float* y, std::uint8_t* positions) {
    constexpr int vectors = divide_up(Filters, max_lanes), last = Filters - (vectors - 1) * max_lanes,
                  weight_row = Block::packed ? vectors * max_lanes : Geometry.filters;
    for (int row = rows.first; row < rows.end; ++row) {
      const auto inside =
          Geometry.pool == 1 ? Block::rows.inside(row) : WindowAxis::Inside{0, Geometry.window};
      over_parts<Geometry.width, forward_tile.rows>([&]<int Cells>(int column) HWY_ATTR {
        const int to = (row * Geometry.width + column) * Geometry.filters;
        conv_pool_tile<Geometry, weight_row, scaled, Relu, Training, Cells, vectors, last>(
            x + Geometry.cell(row, column), w, scale, bias, inside.first, inside.end, y + to, positions + to);
      });
    }
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
