// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/bordered_image.hpp"
#include "cameo/simd/channels-inl.hpp"
#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/parts-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

struct NoActivation {
  template <class Tag>
  static HWY_INLINE hn::Vec<Tag> forward(Tag, hn::Vec<Tag> sum) {
    return sum;
  }
};

/// Each channel convolved alone, by `Multiplier` filters of its own; kernel (rows, columns, channels *
/// Multiplier). Each lane owns one output channel. Several windows of a row are computed at once: their
/// pixels and weights stay in registers.
template <class In, WindowAxis Rows, WindowAxis Columns, int Multiplier = 1>
struct DepthwiseConv {
  using Image = detail::BorderedImage<In, Rows, Columns, Multiplier>;
  static constexpr int channels = Image::channels;
  static constexpr int height = Rows.output(), width = Columns.output();

  /// Forward reads no border: windows over an edge leave out what lies beyond it.
  using ForwardImage = detail::RepeatedImage<In, Multiplier>;

  /// y, after `Activation`, from a ForwardImage. From each tap of the kernel to the next it is `Tap` floats.
  template <int Tap = channels, class Activation = NoActivation>
  static void forward(const float* x, const float* kernel, const float* bias,  // null: none
                      float* y, Activation = {}) {
    for (int i = 0; i < height; ++i)
      for_channels<channels>([&](auto d, std::size_t c) HWY_ATTR {
        const auto windows = [&]<int Count, int Left>(int j) CAMEO_INLINE {
          forward_windows<Count, Left, Tap, Activation>(d, static_cast<int>(c), i, j, x, kernel, bias, y);
        };
        over_known<0, inner.first>(windows);
        for (int j = inner.first; j < inner.end; j += forward_tile)
          windows.template operator()<forward_tile, whole>(j);
        over_known<inner.end, width>(windows);
      });
  }

  /// dx; `scratch` is for an image.
  static void input_gradient(const float* dy, const float* kernel, float* dx,
                             [[maybe_unused]] float* scratch) {
    if constexpr (detail::depthwise_turns<Rows, Columns, Multiplier>) {
      constexpr int last = (Rows.window * Columns.window - 1) * channels;
      using Turned = DepthwiseConv<Shape<height, width, channels>, Rows.turned(), Columns.turned()>;
      Turned::template forward<-channels>(dy, kernel + last, nullptr, dx);
    } else {
      float* dimage = Image::blank(dx, scratch);
      add_input_gradient(dy, kernel, dimage);
      Image::crop(dimage, dx);
    }
  }

  /// Adds to the gradient of the image.
  static void add_input_gradient(const float* dy, const float* kernel, float* dimage) {
    for (int i = 0; i < height; ++i)
      for_channels<channels>([&](auto d, std::size_t c) HWY_ATTR {
        over_parts<width, gradient_tile>([&]<int Count>(int j) HWY_ATTR {
          using Vector = hn::Vec<decltype(d)>;
          Vector gradients[Count];
          CAMEO_UNROLL
          for (int t = 0; t < Count; ++t)
            gradients[t] = hn::LoadU(d, dy + (i * width + j + t) * channels + static_cast<int>(c));
#pragma GCC unroll 1
          for (int a = 0; a < Rows.window; ++a) {
            float* pixels = dimage + pixel(i, j, a, 0) + c;
            const float* weights = kernel + a * Columns.window * channels + c;
            if constexpr (Count == 1) {
              for (int b = 0; b < Columns.window; ++b) {
                float* to = pixels + column(0, b) * channels;
                hn::StoreU(hn::MulAdd(gradients[0], hn::LoadU(d, weights + b * channels), hn::LoadU(d, to)),
                           d, to);
              }
            } else {
              constexpr int columns = span(Count);
              Vector sums[columns];
              CAMEO_UNROLL
              for (int p = 0; p < columns; ++p) sums[p] = hn::LoadU(d, pixels + p * channels);
              CAMEO_UNROLL
              for (int t = 0; t < Count; ++t) {
                CAMEO_UNROLL
                for (int b = 0; b < Columns.window; ++b)
                  sums[column(t, b)] =
                      hn::MulAdd(gradients[t], hn::LoadU(d, weights + b * channels), sums[column(t, b)]);
              }
              CAMEO_UNROLL
              for (int p = 0; p < columns; ++p) hn::StoreU(sums[p], d, pixels + p * channels);
            }
          }
        });
      });
  }

  /// Adds to the gradient of the kernel, from a ForwardImage.
  static void kernel_gradient(const float* x, const float* dy, float* dkernel) {
    for (int i = 0; i < height; ++i)
      for_channels<channels>([&](auto d, std::size_t c) HWY_ATTR {
        const auto rows = [&]<int High>(int a) CAMEO_INLINE {
          over_parts<Columns.window, window_columns>([&]<int Wide>(int b) CAMEO_INLINE {
            add_taps<High, Wide>(d, static_cast<int>(c), i, a, b, x, dy, dkernel);
          });
        };
        const auto [top, bottom] = Rows.inside(i);
        if (bottom - top == Rows.window)
          over_parts<Rows.window, window_rows>(rows);
        else
          for (int a = top; a < bottom; ++a) rows.template operator()<1>(a);
      });
  }

 private:
  /// Windows of a row side by side; those from inner.first to inner.end - 1 stand in tiles that are whole and
  /// see no padding.
  static constexpr int row_tiles = (width + 7) / 8, forward_tile = (width + row_tiles - 1) / row_tiles;
  static constexpr int whole = -1;  ///< of no tile in particular
  static constexpr WindowAxis::Inside inner = [] {
    const auto [first, end] = Columns.whole_windows();
    const int from = (std::min)((first + forward_tile - 1) / forward_tile * forward_tile, width);
    return WindowAxis::Inside{from, from + (std::max)(end - from, 0) / forward_tile * forward_tile};
  }();

  /// windows<Count, Left>(Left) for the tiles from window `From` to To - 1.
  template <int From, int To, class Function>
  static HWY_INLINE void over_known(const Function& windows) {
    if constexpr (From < To) {
      constexpr int count = (std::min)(forward_tile, To - From);
      windows.template operator()<count, From>(From);
      over_known<From + count, To>(windows);
    }
  }

  /// Windows (i, j), (i, j + 1) .. for the channels c .. of a vector. `Left` is j, for the compiler to leave
  /// out what is of the padding, or says that nothing is.
  template <int Count, int Left, int Tap, class Activation, class Tag>
  static HWY_INLINE void forward_windows(Tag d, int c, int i, int j, const float* x, const float* kernel,
                                         const float* bias, float* y) {
    using Vector = hn::Vec<Tag>;
    Vector sums[Count];
    const Vector first = bias ? hn::LoadU(d, bias + c) : hn::Zero(d);
    CAMEO_UNROLL
    for (int t = 0; t < Count; ++t) sums[t] = first;
    const auto [top, bottom] = Rows.inside(i);
#pragma GCC unroll 1
    for (int a = top; a < bottom; ++a) {
      const int row = i * Rows.stride - Rows.padding_before() + a * Rows.dilation,
                corner = (row * In::width + j * Columns.stride - Columns.padding_before()) * channels + c;
      const float* weights = kernel + a * Columns.window * Tap + c;
      CAMEO_UNROLL
      for (int b = 0; b < Columns.window; ++b) {
        const Vector weight = hn::LoadU(d, weights + b * Tap);
        CAMEO_UNROLL
        for (int t = 0; t < Count; ++t)
          if (Left == whole || is_inside(Left + t, b))
            sums[t] = hn::MulAdd(hn::LoadU(d, x + (corner + column(t, b) * channels)), weight, sums[t]);
      }
    }
    CAMEO_UNROLL
    for (int t = 0; t < Count; ++t)
      hn::StoreU(Activation::forward(d, sums[t]), d, y + (i * width + j + t) * channels + c);
  }
  static constexpr bool is_inside(int window, int tap) {
    const auto [first, end] = Columns.inside(window);
    return first <= tap && tap < end;
  }

  /// Adds to the gradients of High x Wide taps from (a, b) on, for the channels c .. of a vector, what row i
  /// of windows has. Windows over an edge leave out what lies beyond it.
  template <int High, int Wide, class Tag>
  static HWY_INLINE void add_taps(Tag d, int c, int i, int a, int b, const float* x, const float* dy,
                                  float* dkernel) {
    using Vector = hn::Vec<Tag>;
    Vector sums[High][Wide];
    float* to = dkernel + (a * Columns.window + b) * channels + c;
    CAMEO_UNROLL
    for (int r = 0; r < High; ++r) {
      CAMEO_UNROLL
      for (int q = 0; q < Wide; ++q) sums[r][q] = hn::LoadU(d, to + (r * Columns.window + q) * channels);
    }
    const int row = i * Rows.stride - Rows.padding_before() + a * Rows.dilation;
    const auto windows = [&](int from, int end, auto is_inside) CAMEO_INLINE {
#pragma GCC unroll 1
      for (int j = from; j < end; ++j) {
        const Vector gradient = hn::LoadU(d, dy + (i * width + j) * channels + c);
        const int first = (row * In::width + column(j, b) - Columns.padding_before()) * channels + c;
        CAMEO_UNROLL
        for (int q = 0; q < Wide; ++q) {
          if (!is_inside(j, b + q)) continue;
          CAMEO_UNROLL
          for (int r = 0; r < High; ++r)
            sums[r][q] = hn::MulAdd(
                gradient,
                hn::LoadU(d, x + (first + (r * Rows.dilation * In::width + column(0, q)) * channels)),
                sums[r][q]);
        }
      }
    };
    constexpr auto known = Columns.whole_windows();
    const auto always = [](int, int) CAMEO_INLINE { return true; };
    windows(0, known.first, is_inside);
    windows(known.first, known.end, always);
    windows(known.end, width, is_inside);
    CAMEO_UNROLL
    for (int r = 0; r < High; ++r) {
      CAMEO_UNROLL
      for (int q = 0; q < Wide; ++q) hn::StoreU(sums[r][q], d, to + (r * Columns.window + q) * channels);
    }
  }

  /// The column under tap b of the t-th of neighbouring windows, from the first one's first.
  static constexpr int column(int t, int b) { return t * Columns.stride + b * Columns.dilation; }

  /// The pixel under tap (a, b) of window (i, j), in floats.
  static constexpr int pixel(int i, int j, int a, int b) {
    return (i * Rows.stride + a * Rows.dilation) * Image::row + column(j, b) * channels;
  }

  /// Columns under so many neighbouring windows.
  static constexpr int span(int windows) { return column(windows - 1, Columns.window - 1) + 1; }

  /// Sums in registers at once: 12 of 16, whatever the target, so that every target adds in one order.
  static constexpr int most = 12;
  static constexpr int gradient_tile = [] {
    int windows = 1;
    while (windows < (std::min)(width, 8) && span(windows + 1) <= most) ++windows;
    return windows;
  }();
  static constexpr int window_columns = (std::min)(Columns.window, most);
  static constexpr int window_rows = (std::min)(Rows.window, most / window_columns);
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
