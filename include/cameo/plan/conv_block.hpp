// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "cameo/core/conv_geometry.hpp"
#include "cameo/core/shape.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/window.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/plan/kernel_places.hpp"
#include "cameo/plan/stage.hpp"
#include "cameo/plan/tile.hpp"
#include "cameo/plan/winograd.hpp"

namespace cameo::inline CAMEO_ABI::plan {

/// The register tile of the forward pass, cells x vectors of filters, each cell with all its positions: the
/// one with the fewest loads for a multiply-add. Its sums take three quarters of the registers at most, for
/// with more of them gcc 12 keeps all in memory. They leave room for a pixel, and for a vector of weights for
/// each column: with one register too few clang 19 stores a sum at each step, which takes up to 8 times as
/// long.
constexpr Tile conv_forward_tile(const ConvGeometry& g, int lanes, int registers) {
  Tile best{1, 1};
  const auto reuse = [&](Tile t) {
    const double positions = t.rows * g.positions();
    return positions * t.vectors / (positions + t.vectors);
  };
  for (int most = 1; most * (g.positions() + 1) < registers; ++most) {
    const int vectors = even_part(divide_up(g.filters, lanes), most);
    const int sums = (std::min)(registers * 3 / 4, registers - 1 - vectors);
    const Tile tile{even_part(g.width, sums / (vectors * g.positions())), vectors};
    if (reuse(tile) > reuse(best)) best = tile;
  }
  return best;
}

/// What a convolution's block is for: one sample after another; a predictor of few samples, where
/// `pays_by_few`, by smaller tiles or by a kernel that is transformed late; the whole batch of a predictor,
/// where `pays_by_batch`, or of a trainer, where `trains_by_batch`.
enum class ConvFor { Samples, FewBySmallTiles, FewByLateKernel, PredictedBatch, TrainedBatch };

/// Conv2D, then ReLU and MaxPooling2D<Pool> where there are such (Pool 1: no pooling), in one pass.
///   x (H, W, C) -> y (H' / Pool, W' / Pool, Filters), H' and W' as of Conv2D
/// From forward to backward it keeps one byte for each value of y: the position in the pooling window that
/// won (the first of the largest, in row order), or `dead` (255) where ReLU cut it off; backward looks at
/// nothing else. Cost of plain sums: 2 C multiply-adds for each pixel of the window and live value of y
/// backward, once for each convolution output that pooling reads forward. A predictor's block takes in
/// BatchNormalization before ReLU: its sums are scaled and shifted as they leave. A kernel that is stored
/// small only predicts.
template <class In, class ConvLayer, bool Relu, int Pool, class Normalization = NoLayer,
          ConvFor For = ConvFor::Samples, class Stored = Weights::float32>
struct ConvBlock {
  static_assert(1 <= Pool && Pool <= 3, "ConvBlock: the pooling window must be 1 (none), 2 or 3");
  using Input = In;
  using ConvOutput = typename ConvLayer::template Output<In>;
  using Output = Shape<ConvOutput::height / Pool, ConvOutput::width / Pool, ConvOutput::channels>;

  static constexpr bool normalized = !std::same_as<Normalization, NoLayer>;
  using Weight = typename Stored::StoredWeight;
  static constexpr bool scaled = normalized || Stored::scaled;  ///< sums are, before the bias is added
  static constexpr int layers = 1 + normalized + Relu + (Pool > 1);
  static constexpr bool gradient_by_winograd = For == ConvFor::TrainedBatch && ConvLayer::window.area() > 1;
  static constexpr bool whole_batch = For == ConvFor::PredictedBatch || For == ConvFor::TrainedBatch;
  static constexpr bool trained = true, by_sample = !whole_batch, divisible = true, collects = false;
  static constexpr bool reads_input = true, reads_output = false, fetches_next = by_sample;
  static constexpr bool relu = Relu;
  static constexpr bool has_positions = Relu || Pool > 1;  ///< else every value lives, at position 0

  static constexpr Stride stride = ConvLayer::options.stride;
  static constexpr WindowAxis rows = ConvLayer::template rows<In>;
  static constexpr WindowAxis columns = ConvLayer::template columns<In>;

  /// The image with the zeros that its padding asks for.
  static constexpr int bordered_height = In::height + rows.padding_total();
  static constexpr int bordered_width = In::width + columns.padding_total();

  static constexpr ConvGeometry geometry_of(int image_width) {
    return {
        .window = ConvLayer::window.rows,
        .run = ConvLayer::window.columns * In::channels,
        .row = stride.rows * image_width * In::channels,
        .column = stride.columns * In::channels,
        .image_row = image_width * In::channels,
        .pool = Pool,
        .height = Output::height,
        .width = Output::width,
        .filters = ConvLayer::filters,
    };
  }

  static constexpr Winograd candidate{geometry_of(bordered_width)};
  static constexpr bool fastest = ConvLayer::options.algorithm == Fastest;
  static constexpr bool by_winograd = fastest && winograd_pays(candidate.geometry, In::channels, whole_batch);

  /// And with those that its algorithm reads.
  static constexpr int padded_height =
      by_winograd ? (std::max)(bordered_height, candidate.image_height()) : bordered_height;
  static constexpr int padded_width =
      by_winograd ? (std::max)(bordered_width, candidate.image_width()) : bordered_width;
  static constexpr bool padded = padded_height > In::height || padded_width > In::width;
  static constexpr ConvGeometry geometry = geometry_of(padded_width);

  static constexpr bool tiles_of_batch =
      fastest && winograd_pays(geometry, In::channels, true) && winograd_pays_of_batch({geometry});
  static constexpr Winograd winograd{
      geometry, (whole_batch && tiles_of_batch),
      For == ConvFor::FewByLateKernel || (gradient_by_winograd && trains_by_late_kernel({geometry})),
      For == ConvFor::FewBySmallTiles};
  static constexpr std::string_view algorithm = !by_winograd           ? Stored::algorithm
                                                : winograd.side() == 4 ? "winograd 4x4"
                                                : winograd.side() == 3 ? "winograd 3x3"
                                                                       : "winograd 2x2";

  /// Backward, where a row of a window is shorter than a cache line, a band of the image is spread out so
  /// that each such row has a line of its own: loads that straddle two lines take twice as long.
  static constexpr bool spread = geometry.run < 16;
  static constexpr ConvGeometry spread_geometry = [] {
    ConvGeometry g = geometry;
    g.image_row = 16 * Pool * Output::width;
    g.row = stride.rows * g.image_row;
    g.column = 16;
    return g;
  }();
  static constexpr ConvGeometry backward_geometry = spread ? spread_geometry : geometry;

  static constexpr int padded_run = static_cast<int>(padded_to_16(static_cast<std::size_t>(geometry.run)));

  static constexpr std::size_t filters = ConvLayer::filters;
  static constexpr int padded_filters = static_cast<int>(padded_to_16(filters));
  static constexpr std::size_t kernel_size = std::size_t{ConvLayer::window.rows} * geometry.run * filters;
  static constexpr bool kernel_decays = ConvLayer::template parameters<In>()[0].decays();
  static constexpr bool bias = ConvLayer::options.bias;
  static constexpr KernelPlaces<Stored> places{kernel_size, filters, bias,
                                               parameters_behind<Normalization, ConvOutput>};
  static constexpr std::size_t bias_offset = places.bias(), scale_offset = places.scale(),
                               normalization_offset = places.normalization(), parameters = places.end();

  /// The image with its border of zeros, and a cache line that vectors may run over.
  static constexpr std::size_t padded_image =
      padded_to_16(static_cast<std::size_t>(padded_height * geometry.image_row)) + 16;

  /// The gradient goes straight into dx: no border, and no vector runs over the end of a window's row.
  static constexpr bool direct_dx = !padded && geometry.run % 16 == 0;

  /// The gradient of the input is a convolution of the output's by the kernel turned round, and Winograd may
  /// do that one too, where every cell lives or dead ones are made zeros. Few channels would fill a part of
  /// its vectors: 1.15 of the time of LeNet's step.
  static constexpr int reach = geometry.window - 1;
  static constexpr ConvGeometry turned_geometry{
      .window = geometry.window,
      .run = geometry.window * ConvLayer::filters,
      .row = (In::width + reach) * ConvLayer::filters,
      .column = ConvLayer::filters,
      .image_row = (In::width + reach) * ConvLayer::filters,
      .pool = 1,
      .height = In::height,
      .width = In::width,
      .filters = In::channels,
  };
  static constexpr bool turns = (!has_positions || gradient_by_winograd) && stride == Stride(1) &&
                                In::channels >= 8 && ConvLayer::window == Window(geometry.window) &&
                                (std::max)({rows.padding_before(), columns.padding_before(),
                                            padded_height - In::height - rows.padding_before(),
                                            padded_width - In::width - columns.padding_before()}) <= reach &&
                                fastest && winograd_pays(turned_geometry, ConvLayer::filters, whole_batch);
  static constexpr Winograd turned{
      turned_geometry, (turns && whole_batch && winograd_pays_of_batch({turned_geometry})),
      (turns && gradient_by_winograd && trains_by_late_kernel({turned_geometry}))};
  /// dy with its border of zeros, where it is convolved.
  static constexpr std::size_t turned_image =
      padded_to_16(static_cast<std::size_t>((In::height + reach) * turned_geometry.image_row)) + 16;

  /// Rows of cells whose image, gradients and positions stay in a first-level cache of 48 KB while every
  /// filter looks at them.
  static constexpr int band = [] {
    const ConvGeometry g = backward_geometry;
    const int cells = Output::width * ConvLayer::filters * 5,
              image = 4 * Pool * g.row;  // bytes of a row of cells
    return std::clamp((46 * 1024 - 4 * (g.window * g.image_row - g.row)) / (cells + image), 1,
                      Output::height);
  }();

  /// Rows of the image that `cells` rows of cells read.
  static constexpr int image_rows(int cells) {
    return (cells * Pool - 1) * stride.rows + ConvLayer::window.rows;
  }

  /// Floats of a filter that stands contiguous as [window][padded_run], unlike in the parameters.
  static constexpr std::size_t filter_size = static_cast<std::size_t>(geometry.window * padded_run);

  /// Plain sums read a kernel that the first-level cache cannot hold from panels of filters that stand side
  /// by side: in the parameters each row of a panel would lie in another line, and push others out.
  static constexpr bool packed = !by_winograd && kernel_size > 4096;

  /// Channels that a product adds up at once: those of a pixel, or where no column is of a border those of a
  /// whole row of the window.
  static constexpr int product_run = columns.padding_total() == 0 ? geometry.run : In::channels;
  /// Plain sums are products of a part of a panel, which stays in the first-level cache, and all cells: .4 of
  /// the time where much of a window is border, .7 where nothing is. A larger window than one pixel needs a
  /// panel that fills this cache.
  static constexpr bool by_products =
      packed && Pool == 1 && product_run >= 64 &&
      (ConvLayer::window.area() == 1 || geometry.window * geometry.run >= 256);
  template <bool Training>
  static constexpr bool forward_by_products = by_products && !(Training && has_positions);

  /// To windows of one pixel an image of fewer pixels than filters may as well be one row, which register
  /// tiles divide better: .8 of the time for 3x3. Threads then share its filters.
  static constexpr std::size_t pixels = std::size_t{In::height} * In::width;
  static constexpr bool one_row = by_products && ConvLayer::window.area() == 1 && stride == Stride(1) &&
                                  In::height > 1 && pixels <= ConvLayer::filters;
  using OfOneRow = ConvBlock<Shape<1, static_cast<int>(pixels), In::channels>, ConvLayer, Relu, Pool,
                             Normalization, For, Stored>;

  /// A kernel that fills the second-level cache, and is far larger than the images, passes the core once for
  /// a group of samples rather than once for each: .5 of the time. Each sample then has a place of its own
  /// for what it was made, which a smaller kernel is not worth.
  static constexpr bool products_of_batch =
      by_products && kernel_size >= 1 << 17 && kernel_size >= 3 * (In::size + Output::size);

  static constexpr bool pays_by_batch(int samples) {
    return (products_of_batch || tiles_of_batch) && samples >= 4;
  }

  /// Both gradients of windows of one pixel may be products of all pixels of a batch: .5 of the time where
  /// the kernel fills the second-level cache.
  static constexpr bool pointwise_gradients_pay = products_of_batch && ConvLayer::window.area() == 1 &&
                                                  stride == Stride(1) && !padded && !has_positions &&
                                                  In::channels % 16 == 0 && ConvLayer::filters % 16 == 0;

  /// Training may do both gradients by Winograd over a whole batch, with zeros where a value is dead: .4 of
  /// the time of plain sums where every value lives, .65 for a network with ReLU. Behind pooling, where most
  /// are dead, only for the sake of the forward pass.
  static constexpr bool trains_by_batch(int samples) {
    return (pointwise_gradients_pay && samples >= 4) ||
           (fastest && (Pool == 1 || tiles_of_batch) &&
            winograd_gradient_pays(geometry, In::channels, samples));
  }
  static constexpr WinogradGradient winograd_gradient{geometry};
  using OfTrainingBatch = ConvBlock<In, ConvLayer, Relu, Pool, Normalization, ConvFor::TrainedBatch, Stored>;
  static_assert(For != ConvFor::TrainedBatch || trains_by_batch(32),
                "ConvBlock: this convolution does not train by batches");

  using OfBatch = ConvBlock<In, ConvLayer, Relu, Pool, Normalization, ConvFor::PredictedBatch, Stored>;
  static_assert(For != ConvFor::PredictedBatch || pays_by_batch(4),
                "ConvBlock: this convolution does not take whole batches");

  /// A large U that meets few tiles takes longer to come than to be multiplied with. Where vectors are wide,
  /// smaller tiles, whose U is 4/9 of it, take .6 of the time, with others 1.6. With those, in a network that
  /// no cache holds, U is made of the kernel when it is needed: .6 of the time, in other networks 1.5.
  static constexpr bool by_small_tiles = wide_vectors && geometry.window == 3 && stride == Stride(1);
  static constexpr bool pays_by_few(int samples, bool from_memory) {
    constexpr Winograd usual{geometry};
    return by_winograd && usual.tiles() <= 4 && usual.u_size() >= 1 << 18 && samples < 4 &&
           (by_small_tiles || from_memory);
  }
  using OfFewSamples =
      ConvBlock<In, ConvLayer, Relu, Pool, Normalization,
                by_small_tiles ? ConvFor::FewBySmallTiles : ConvFor::FewByLateKernel, Stored>;
  static_assert((For != ConvFor::FewBySmallTiles && For != ConvFor::FewByLateKernel) || pays_by_few(1, true),
                "ConvBlock: this convolution is not for few samples");

  /// `prepared` begins with the kernel as the forward pass reads it; there follow backward's filters, or the
  /// scale and shift of each filter.
  static constexpr std::size_t prepared_filters =
      by_winograd ? winograd.prepared_size()
      : packed    ? places.floats_of(kernel_size / filters * padded_filters)
                  : 0;
  static constexpr std::size_t prepared_scales = prepared_filters;

  static constexpr std::size_t prepared_backward =
      turns ? turned.prepared_size() + padded_to_16(kernel_size) : filters * filter_size;

  /// Offsets in `sums`: the gradient so far, (filters, filter_size) or (window, run, padded_filters) or
  /// Winograd's U, and (filters).
  struct Sums {
    static constexpr std::size_t kernel = 0;
    static constexpr std::size_t bias =
        (std::max)({filters * filter_size, padded_to_16(kernel_size / filters * padded_filters),
                    gradient_by_winograd ? winograd_gradient.u_size() : 0});
    static constexpr std::size_t size = bias + padded_to_16(filters);
  };

  /// Offsets in backward_scratch, where finish_backward puts the gradient of the parameters.
  struct Scratch {
    /// Live cells of a band for 16 filters: places of their windows by cell, then lists by filter.
    static constexpr std::size_t list = padded_to_16(static_cast<std::size_t>(band * Output::width)) + 16;
    static constexpr std::size_t places = 0;                       ///< (list, 16)
    static constexpr std::size_t offsets = places + 16 * list;     ///< (16, list)
    static constexpr std::size_t gradients = offsets + 16 * list;  ///< (16, list)
    static constexpr std::size_t image = gradients + 16 * list;
    static constexpr std::size_t spread_band = image + (padded ? padded_image : 0);
    static constexpr std::size_t dimage =
        spread_band + (spread ? static_cast<std::size_t>(image_rows(band) * spread_geometry.image_row) : 0);
    static constexpr std::size_t winograd = dimage + (turns       ? turned_image + turned.scratch_size()
                                                      : direct_dx ? 0
                                                                  : padded_image);
    static constexpr std::size_t size =
        winograd + (gradient_by_winograd ? winograd_gradient.scratch_size() : 0);
  };

  template <bool Training>
  static constexpr StageMemory memory{
      .saved_bytes = Training && has_positions ? Output::size : 0,
      .prepared = prepared_filters + (Training ? prepared_backward
                                      : scaled ? std::size_t{2 * padded_filters}
                                               : 0),
      .forward_scratch = (padded && !forward_by_products<Training> ? padded_image : 0) +
                         (by_winograd ? winograd.scratch_size() : 0),
      .backward_scratch = Training ? (std::max)(Scratch::size, parameters) : 0,
      .sums = Training ? Sums::size : 0,
  };
};

}  // namespace cameo::inline CAMEO_ABI::plan
