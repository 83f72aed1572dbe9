// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/simd/channels-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Windows of Rows x Columns pixels, `Stride` apart, over images `In`; each lane owns one channel.
template <class In, int Rows, int Columns, int Stride>
struct Windows {
  static constexpr int height = (In::height - Rows) / Stride + 1;
  static constexpr int width = (In::width - Columns) / Stride + 1;
  static constexpr std::size_t channels = In::channels;
  static constexpr std::size_t output_size = static_cast<std::size_t>(height) * width * channels;

  /// body(first pixel of the window in the samples, pixel of the output), in floats from their start.
  template <class Body>
  static HWY_INLINE void for_each(int samples, const Body& body) {
    std::size_t output = 0;
    for (std::size_t sample = 0; sample < static_cast<std::size_t>(samples); ++sample)
      for (std::size_t i = 0; i < height; ++i)
        for (std::size_t j = 0; j < width; ++j, output += channels)
          body(sample * In::size + (i * In::width + j) * Stride * channels, output);
  }

  /// Pixel (a, b) of a window, in floats from its first pixel.
  static constexpr std::size_t pixel(int a, int b) {
    return (static_cast<std::size_t>(a) * In::width + static_cast<std::size_t>(b)) * channels;
  }

  static void clear(float* dx, int samples) {
    std::fill_n(dx, static_cast<std::size_t>(samples) * In::size, 0.0f);
  }
};

template <int Window, int Stride>
struct Kernel<MaxPooling2D<Window, Stride>> {
  template <class In>
  using Of = Windows<In, Window, Window, Stride>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    Of<In>::for_each(pass.samples, [&](std::size_t first, std::size_t output) HWY_ATTR {
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        const float* window = pass.x + first + c;
        auto best = hn::LoadU(d, window);
        for (int a = 0; a < Window; ++a)
          for (int b = 0; b < Window; ++b) {
            const auto value = hn::LoadU(d, window + Of<In>::pixel(a, b));
            best = hn::IfThenElse(hn::Gt(value, best), value, best);
          }
        hn::StoreU(best, d, pass.y + output + c);
      });
    });
  }

  /// The gradient goes to the first pixel that holds the largest value.
  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    Of<In>::clear(pass.dx, pass.samples);
    Of<In>::for_each(pass.samples, [&](std::size_t first, std::size_t output) HWY_ATTR {
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        const auto best = hn::LoadU(d, pass.y + output + c);
        auto gradient = hn::LoadU(d, pass.dy + output + c);
        for (int a = 0; a < Window; ++a)
          for (int b = 0; b < Window; ++b) {
            const std::size_t pixel = first + Of<In>::pixel(a, b) + c;
            const auto found = hn::Eq(hn::LoadU(d, pass.x + pixel), best);
            hn::StoreU(hn::Add(hn::LoadU(d, pass.dx + pixel), hn::IfThenElseZero(found, gradient)), d,
                       pass.dx + pixel);
            gradient = hn::IfThenZeroElse(found, gradient);
          }
      });
    });
  }
};

/// Means over windows; GlobalAveragePooling2D is the case of one window.
template <class In, int Rows, int Columns, int Stride>
struct Averages {
  using Of = Windows<In, Rows, Columns, Stride>;
  static constexpr float weight = 1.0f / (static_cast<float>(Rows) * static_cast<float>(Columns));

  static void forward(const float* x, float* y, int samples) {
    Of::for_each(samples, [&](std::size_t first, std::size_t output) HWY_ATTR {
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        auto sum = hn::Zero(d);
        for (int a = 0; a < Rows; ++a)
          for (int b = 0; b < Columns; ++b) sum = hn::Add(sum, hn::LoadU(d, x + first + Of::pixel(a, b) + c));
        hn::StoreU(hn::Mul(sum, hn::Set(d, weight)), d, y + output + c);
      });
    });
  }

  static void backward(const float* dy, float* dx, int samples) {
    if (dx == nullptr) return;
    Of::clear(dx, samples);
    Of::for_each(samples, [&](std::size_t first, std::size_t output) HWY_ATTR {
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        const auto gradient = hn::LoadU(d, dy + output + c);
        for (int a = 0; a < Rows; ++a)
          for (int b = 0; b < Columns; ++b) {
            float* pixel = dx + first + Of::pixel(a, b) + c;
            hn::StoreU(hn::MulAdd(gradient, hn::Set(d, weight), hn::LoadU(d, pixel)), d, pixel);
          }
      });
    });
  }
};

template <int Window, int Stride>
struct Kernel<AveragePooling2D<Window, Stride>> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    Averages<In, Window, Window, Stride>::forward(pass.x, pass.y, pass.samples);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    Averages<In, Window, Window, Stride>::backward(pass.dy, pass.dx, pass.samples);
  }
};

template <>
struct Kernel<GlobalAveragePooling2D> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    Averages<In, In::height, In::width, 1>::forward(pass.x, pass.y, pass.samples);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    Averages<In, In::height, In::width, 1>::backward(pass.dy, pass.dx, pass.samples);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
