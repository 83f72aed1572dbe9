// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/bordered_image.hpp"
#include "cameo/simd/channels-inl.hpp"
#include "cameo/simd/parts-inl.hpp"
#include "cameo/simd/product-inl.hpp"
#include "cameo/simd/transpose-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// A convolution with any stride, padding and dilation in `Groups` groups: filters of a group see the
/// channels of that group alone. kernel (rows, columns, channels / Groups, Filters). Every sum is a register
/// tile of a matrix product; its order does not hang on the vector's length.
template <class In, int Filters, WindowAxis Rows, WindowAxis Columns, int Groups = 1>
struct GroupedConv {
  using Image = detail::BorderedImage<In, Rows, Columns>;
  using ForwardImage = Image;
  static constexpr int height = Rows.output(), width = Columns.output();
  static constexpr int depth = In::channels / Groups, filters = Filters / Groups;  ///< of one group
  static constexpr std::size_t kernel_size = std::size_t{Rows.window} * Columns.window * depth * Filters;

  static void forward(const float* image, const float* kernel, const float* bias,  // null: none
                      float* y) {
    for_group_lanes<filters>([&](auto d, int group, int lane) HWY_ATTR {
      const int f = group * filters + lane;
      const auto first = bias ? hn::LoadU(d, bias + f) : hn::Zero(d);
      for (int i = 0; i < height; ++i)
        over_parts<width, tile(width)>([&]<int Count>(int j) HWY_ATTR {
          hn::Vec<decltype(d)> sums[Count];
          CAMEO_UNROLL
          for (int r = 0; r < Count; ++r) sums[r] = first;
          for (int tap = 0; tap < taps; ++tap)
            add_product(d, depth, image + pixel(i, j, tap) + group * depth, step, 1,
                        kernel + tap * depth * Filters + f, Filters, sums);
          store_column(d, sums, y + (i * width + j) * Filters + f, Filters);
        });
    });
  }

  /// dx; `scratch` is for an image and kernel_size floats.
  static void input_gradient(const float* dy, const float* kernel, float* dx, float* scratch) {
    float* dimage = Image::blank(dx, scratch);
    add_input_gradient(dy, kernel, dimage, scratch + Image::scratch);
    Image::crop(dimage, dx);
  }

  /// Adds to the gradient of the image; `transposed` is scratch for kernel_size floats.
  static void add_input_gradient(const float* dy, const float* kernel, float* dimage, float* transposed) {
    for (int tap = 0; tap < taps; ++tap)  // (taps, Filters, depth)
      transpose(kernel + tap * depth * Filters, std::size_t{Filters}, std::size_t{depth},
                std::size_t{Filters}, transposed + tap * Filters * depth, std::size_t{depth});
    for_group_lanes<depth>([&](auto d, int group, int lane) HWY_ATTR {
      for (int i = 0; i < height; ++i)
        over_parts<width, tile(width)>([&]<int Count>(int j) HWY_ATTR {
          for (int tap = 0; tap < taps; ++tap) {
            float* to = dimage + pixel(i, j, tap) + group * depth + lane;
            hn::Vec<decltype(d)> sums[Count];
            load_column(d, to, step, sums);
            add_product(d, filters, dy + (i * width + j) * Filters + group * filters, Filters, 1,
                        transposed + (tap * Filters + group * filters) * depth + lane, depth, sums);
            store_column(d, sums, to, step);
          }
        });
    });
  }

  /// Adds to the gradient of the kernel.
  static void kernel_gradient(const float* image, const float* dy, float* dkernel) {
    for_group_lanes<filters>([&](auto d, int group, int lane) HWY_ATTR {
      const int f = group * filters + lane;
      for (int tap = 0; tap < taps; ++tap)
        over_parts<depth, tile(depth)>([&]<int Count>(int c) HWY_ATTR {
          float* to = dkernel + (tap * depth + c) * Filters + f;
          hn::Vec<decltype(d)> sums[Count];
          load_column(d, to, Filters, sums);
          for (int i = 0; i < height; ++i)
            add_product(d, width, image + pixel(i, 0, tap) + group * depth + c, 1, step,
                        dy + i * width * Filters + f, Filters, sums);
          store_column(d, sums, to, Filters);
        });
    });
  }

 private:
  static constexpr int taps = Rows.window * Columns.window;
  static constexpr int step = Columns.stride * In::channels;  ///< from a window to the next in its row

  /// body(d, group, lane) for vectors of the `Size` channels or filters of each group.
  template <int Size, class Body>
  static HWY_INLINE void for_group_lanes(const Body& body) {
    for (int group = 0; group < Groups; ++group)
      for_channels<Size>([&](auto d, std::size_t lane) HWY_ATTR { body(d, group, static_cast<int>(lane)); });
  }

  /// Rows of a register tile: 8 sums, a vector of weights and a pixel fit 16 registers.
  static constexpr int tile(int rows) { return rows < 8 ? rows : 8; }

  /// The pixel under a tap of window (i, j), in floats.
  static constexpr int pixel(int i, int j, int tap) {
    const int row = i * Rows.stride + tap / Columns.window * Rows.dilation;
    const int column = j * Columns.stride + tap % Columns.window * Columns.dilation;
    return row * Image::row + column * In::channels;
  }
};

/// sums[c] += the sum of dy (pixels, Channels) over its pixels.
template <int Channels>
void add_pixels(const float* dy, int pixels, float* sums) {
  for_channels<Channels>([&](auto d, std::size_t c) HWY_ATTR {
    auto sum = hn::LoadU(d, sums + c);
    for (int pixel = 0; pixel < pixels; ++pixel)
      sum = hn::Add(sum, hn::LoadU(d, dy + c + static_cast<std::size_t>(pixel) * Channels));
    hn::StoreU(sum, d, sums + c);
  });
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
