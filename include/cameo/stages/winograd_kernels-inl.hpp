// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/plan/winograd.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/simd/winograd_transforms-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The transformed kernel U of Winograd's algorithm, as its products read it.
template <Winograd Layout>
struct WinogradKernels {
  static constexpr ConvGeometry Geometry = Layout.geometry;
  static constexpr int window_area = Geometry.window * Geometry.window;
  /// Filters stand in panels of so many, the columns of a register tile of the product; M is made for a block
  /// of panels at a time. Those of small tiles are narrow: the next one comes while this one is in the
  /// first-level cache. .95 of the time.
  static constexpr int panel =
      even_part(divide_up(Geometry.filters, max_lanes),
                (std::min)(Layout.small_tiles ? 2 : accumulators / Layout.tile_rows(),
                           Layout.most_filters() / max_lanes)) *
      max_lanes;
  static constexpr int all_filters = divide_up(Geometry.filters, max_lanes) * max_lanes;
  static constexpr int block = Layout.late                            ? panel
                               : all_filters <= Layout.most_filters() ? all_filters
                                                                      : Layout.most_filters() / panel * panel;

  /// U[point][panel][phase][channel][filter] from w (window, window, channels, filters); late, what
  /// `transform` reads.
  template <class Weight>
  static void prepare(const Weight* w, float* u) {
    if constexpr (Layout.late) return pack(w, u);
    over_parts<Geometry.filters, block>([&]<int Filters>(int f) HWY_ATTR {
      over_panels<Filters>([&]<int Width>(int of_panel)
                               HWY_ATTR { write_panel<Width>(w, f + of_panel, u + (f + of_panel) * depth); });
    });
  }

  /// Late, U of a block from its part of what was prepared.
  static void transform(const float* w, float* u) {
    for (int k = 0; k < depth; ++k)
      for (int f = 0; f < block; f += max_lanes)
        kernel<max_lanes>(w + k % channels * block + f, block, k / channels, u + k * block + f);
  }

  /// Calls f<Width>(first) for the panels of a block.
  template <int Filters, class Function>
  static HWY_INLINE void over_panels(const Function& f) {
    constexpr Panels panels(Filters);
    for (int first = 0; first < panels.wide; first += panels.width)
      f.template operator()<panels.width>(first);
    if constexpr (constexpr int narrow = panels.width - max_lanes; panels.wide < panels.all)
      for (int first = panels.wide; first < panels.all; first += narrow) f.template operator()<narrow>(first);
  }

 private:
  static constexpr int channels = Layout.channels(), depth = Layout.depth(), stride = Layout.stride();

  /// The panels of a block: wide ones, and then those that are a vector narrower, since one of few vectors
  /// would wait for its own sums.
  struct Panels {
    int wide, all;  ///< filters of wide panels, and of all
    int width;      ///< of a wide one

    constexpr explicit Panels(int filters) {
      const int vectors = divide_up(filters, max_lanes), most = even_part(vectors, panel / max_lanes);
      wide = (vectors - divide_up(vectors, most) * (most - 1)) * most * max_lanes;
      all = vectors * max_lanes;
      width = most * max_lanes;
    }
  };

  /// U of the panel that begins with a filter, each point's in order.
  template <int Width, class Weight>
  static void write_panel(const Weight* w, int first, float* u) {
    constexpr int rest = Geometry.filters % max_lanes;
    const int whole = (std::min)(Width, Geometry.filters - rest - first);
    for (int k = 0; k < depth; ++k, u += Width) {
      const Weight* weights = w + k % channels * Geometry.filters + first;
      for (int f = 0; f < whole; f += max_lanes)
        kernel<max_lanes>(weights + f, Geometry.filters, k / channels, u + f);
      if constexpr (rest > 0)
        if (whole < Width) kernel<rest>(weights + whole, Geometry.filters, k / channels, u + whole);
    }
  }

  /// U of a channel and `Count` filters, in a phase; a row of weights is `row` floats long.
  template <int Count, class Weight>
  static HWY_INLINE void kernel(const Weight* w, int row, int phase, float* u) {
    winograd_kernel<Geometry.window, stride, Layout.points_across(), Count>(
        w, channels * row, phase / stride, phase % stride, u, Layout.u_point());
  }

  /// (blocks, window, window, channels, block) from w (window, window, channels, filters), zeros behind the
  /// last filter.
  template <class Weight>
  static void pack(const Weight* w, float* packed) {
    over_parts<Geometry.filters, block>([&]<int Filters>(int f) HWY_ATTR {
      for (int k = 0; k < window_area * channels; ++k, packed += block) {
        FloatVector row[block / max_lanes];
        load_row(w + k * Geometry.filters + f, std::size_t{Filters}, row);
        store_row(row, packed, std::size_t{block});
      }
    });
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
