// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/up_sampling2d.hpp"
#include "cameo/simd/channels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <Window Factor>
struct Kernel<UpSampling2D<Factor, Nearest>> {
  /// Each row is made once and copied.
  template <class In>
  static void forward(const ForwardPass& pass) {
    constexpr std::size_t channels = In::channels, row = In::width * Factor.columns * channels;
    const float* x = pass.x;
    float* y = pass.y;
    for (int rows = 0; rows < pass.samples * In::height; ++rows) {
      const float* first = y;
      for (int j = 0; j < In::width; ++j, x += channels)
        for (int b = 0; b < Factor.columns; ++b) y = std::copy_n(x, channels, y);
      for (int a = 1; a < Factor.rows; ++a) y = std::copy_n(first, row, y);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    constexpr std::size_t channels = In::channels, row = In::width * Factor.columns * channels;
    float* dx = pass.dx;
    for (int rows = 0; rows < pass.samples * In::height; ++rows)
      for (int j = 0; j < In::width; ++j, dx += channels) {
        const float* block = pass.dy + static_cast<std::size_t>(rows) * Factor.rows * row +
                             static_cast<std::size_t>(j) * Factor.columns * channels;
        for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
          auto sum = hn::Zero(d);
          for (std::size_t a = 0; a < Factor.rows; ++a)
            for (std::size_t b = 0; b < Factor.columns; ++b)
              sum = hn::Add(sum, hn::LoadU(d, block + a * row + b * channels + c));
          hn::StoreU(sum, d, dx + c);
        });
      }
  }
};

template <Window Factor>
struct Kernel<UpSampling2D<Factor, Bilinear>> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    for_each_pixel<In>(pass.samples, [&](std::size_t y, const Corner* corners) HWY_ATTR {
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        auto sum = hn::Zero(d);
        for (int i = 0; i < 4; ++i)
          sum = hn::MulAdd(hn::LoadU(d, pass.x + corners[i].x + c), hn::Set(d, corners[i].weight), sum);
        hn::StoreU(sum, d, pass.y + y + c);
      });
    });
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    std::fill_n(pass.dx, static_cast<std::size_t>(pass.samples) * In::size, 0.0f);
    for_each_pixel<In>(pass.samples, [&](std::size_t y, const Corner* corners) HWY_ATTR {
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        const auto dy = hn::LoadU(d, pass.dy + y + c);
        for (int i = 0; i < 4; ++i) {
          float* dx = pass.dx + corners[i].x + c;
          hn::StoreU(hn::MulAdd(dy, hn::Set(d, corners[i].weight), hn::LoadU(d, dx)), d, dx);
        }
      });
    });
  }

 private:
  /// One of the four pixels around a point, in floats from the first.
  struct Corner {
    std::size_t x;
    float weight;
  };

  /// The two pixels around output number `output` along an axis of so many pixels, and the second's weight.
  struct Neighbours {
    std::size_t first, second;
    float weight;

    constexpr Neighbours(int output, int factor, int pixels) {
      const int phase = 2 * (output % factor) + 1 - factor;  // from the pixel's centre, in 2 * factor parts
      const int low = output / factor - (phase < 0 ? 1 : 0);
      first = static_cast<std::size_t>(low < 0 ? 0 : low);
      second = static_cast<std::size_t>(low + 1 < pixels ? low + 1 : low);
      weight = static_cast<float>(phase < 0 ? phase + 2 * factor : phase) / static_cast<float>(2 * factor);
    }
  };

  /// body(pixel of the output, its corners)
  template <class In, class Body>
  static HWY_INLINE void for_each_pixel(int samples, const Body& body) {
    constexpr std::size_t channels = In::channels, row = In::width * channels;
    std::size_t y = 0;
    for (std::size_t sample = 0; sample < static_cast<std::size_t>(samples); ++sample)
      for (int i = 0; i < In::height * Factor.rows; ++i)
        for (int j = 0; j < In::width * Factor.columns; ++j, y += channels) {
          const Neighbours down(i, Factor.rows, In::height), across(j, Factor.columns, In::width);
          const std::size_t above = sample * In::size + down.first * row;
          const std::size_t below = sample * In::size + down.second * row;
          const float upper = 1 - down.weight, left = 1 - across.weight;
          const Corner corners[4] = {{above + across.first * channels, upper * left},
                                     {above + across.second * channels, upper * across.weight},
                                     {below + across.first * channels, down.weight * left},
                                     {below + across.second * channels, down.weight * across.weight}};
          body(y, corners);
        }
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
