// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <type_traits>

#include "cameo/layers/kernel-inl.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/simd/channels-inl.hpp"
#include "cameo/simd/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The windows of `Pooling` over images `In`; each lane owns one channel.
template <class In, class Pooling>
struct Windows {
  static constexpr WindowAxis rows = Pooling::template rows<In>, columns = Pooling::template columns<In>;
  static constexpr std::size_t channels = In::channels;

  static constexpr bool padded = rows.padding_total() + columns.padding_total() > 0;

  /// What lies in the image of one window: its first pixel in the samples and its pixel of the output, in
  /// floats from their start. Rows and columns of a whole window are constants.
  template <class Rows, class Columns>
  struct Seen {
    std::size_t first, output;
    Rows rows;
    Columns columns;
  };

  template <class Body>
  static HWY_INLINE void for_each(int samples, const Body& body) {
    std::size_t output = 0;
    for (std::size_t sample = 0; sample < static_cast<std::size_t>(samples); ++sample)
      for (int i = 0; i < rows.output(); ++i)
        for (int j = 0; j < columns.output(); ++j, output += channels) {
          const Span down = span(rows, i), across = span(columns, j);
          const std::size_t first = sample * In::size + pixel(down.first, across.first);
          if (!padded || (down.size == rows.window && across.size == columns.window))
            body(Seen<Constant<rows.window>, Constant<columns.window>>{first, output, {}, {}});
          else if constexpr (padded)
            body(Seen<int, int>{first, output, down.size, across.size});
        }
  }

  /// Pixel (a, b) of a window, in floats from its first pixel.
  static constexpr std::size_t pixel(int a, int b) {
    return (static_cast<std::size_t>(a) * In::width + static_cast<std::size_t>(b)) * channels;
  }

  static void clear(float* dx, int samples) {
    std::fill_n(dx, static_cast<std::size_t>(samples) * In::size, 0.0f);
  }

 private:
  template <int Value>
  using Constant = std::integral_constant<int, Value>;

  struct Span {
    int first, size;
  };
  /// What window number `i` covers of the image.
  static constexpr Span span(const WindowAxis& axis, int i) {
    if constexpr (!padded) return {i * axis.stride, axis.window};
    const int begin = i * axis.stride - axis.padding_before();
    const int first = (std::max)(begin, 0);
    return {first, (std::min)(begin + axis.window, axis.input) - first};
  }
};

template <Window Size, Stride Step, Padding Around>
struct Kernel<MaxPooling2D<Size, Step, Around>> {
  template <class In>
  using Of = Windows<In, MaxPooling2D<Size, Step, Around>>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    Of<In>::for_each(pass.samples, [&](auto window) HWY_ATTR {
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        const float* x = pass.x + window.first + c;
        auto best = hn::LoadU(d, x);
        for (int a = 0; a < window.rows; ++a)
          for (int b = 0; b < window.columns; ++b) {
            const auto value = hn::LoadU(d, x + Of<In>::pixel(a, b));
            best = hn::IfThenElse(is_larger(value, best), value, best);
          }
        hn::StoreU(best, d, pass.y + window.output + c);
      });
    });
  }

  /// The gradient goes to the first pixel that holds the largest value.
  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    Of<In>::clear(pass.dx, pass.samples);
    Of<In>::for_each(pass.samples, [&](auto window) HWY_ATTR {
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        const auto best = hn::LoadU(d, pass.y + window.output + c);
        auto gradient = hn::LoadU(d, pass.dy + window.output + c);
        for (int a = 0; a < window.rows; ++a)
          for (int b = 0; b < window.columns; ++b) {
            const std::size_t pixel = window.first + Of<In>::pixel(a, b) + c;
            const auto found = hn::Eq(hn::LoadU(d, pass.x + pixel), best);
            hn::StoreU(hn::Add(hn::LoadU(d, pass.dx + pixel), hn::IfThenElseZero(found, gradient)), d,
                       pass.dx + pixel);
            gradient = hn::IfThenZeroElse(found, gradient);
          }
      });
    });
  }
};

/// Means over the windows of `Pooling`.
template <class Pooling>
struct AverageKernel {
  template <class In>
  using Of = Windows<In, Pooling>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    Of<In>::for_each(pass.samples, [&](auto window) HWY_ATTR {
      const float weight = part(window.rows, window.columns);
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        auto sum = hn::Zero(d);
        for (int a = 0; a < window.rows; ++a)
          for (int b = 0; b < window.columns; ++b)
            sum = hn::Add(sum, hn::LoadU(d, pass.x + window.first + Of<In>::pixel(a, b) + c));
        hn::StoreU(hn::Mul(sum, hn::Set(d, weight)), d, pass.y + window.output + c);
      });
    });
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    Of<In>::clear(pass.dx, pass.samples);
    Of<In>::for_each(pass.samples, [&](auto window) HWY_ATTR {
      const float weight = part(window.rows, window.columns);
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        const auto gradient = hn::LoadU(d, pass.dy + window.output + c);
        for (int a = 0; a < window.rows; ++a)
          for (int b = 0; b < window.columns; ++b) {
            float* pixel = pass.dx + window.first + Of<In>::pixel(a, b) + c;
            hn::StoreU(hn::MulAdd(gradient, hn::Set(d, weight), hn::LoadU(d, pixel)), d, pixel);
          }
      });
    });
  }

 private:
  /// Of one value of a window in its mean.
  static constexpr float part(int rows, int columns) {
    return 1.0f / (static_cast<float>(rows) * static_cast<float>(columns));
  }
};

template <Window Size, Stride Step, Padding Around>
struct Kernel<AveragePooling2D<Size, Step, Around>> : AverageKernel<AveragePooling2D<Size, Step, Around>> {};

/// The mean over one window, as large as the image.
template <>
struct Kernel<GlobalAveragePooling2D> {
  template <class In>
  using OfImage = AverageKernel<AveragePooling2D<Window{In::height, In::width}>>;

  template <class In>
  static void forward(const ForwardPass& pass) {
    OfImage<In>::template forward<In>(pass);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    OfImage<In>::template backward<In>(pass);
  }
};

template <>
struct Kernel<GlobalMaxPooling2D> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    using OfImage = Kernel<MaxPooling2D<Window{In::height, In::width}>>;
    OfImage::template forward<In>(pass);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    constexpr std::size_t channels = In::channels;
    for (std::size_t sample = 0; sample < static_cast<std::size_t>(pass.samples); ++sample)
      for_channels<In::channels>([&](auto d, std::size_t c) HWY_ATTR {
        const float* x = pass.x + sample * In::size + c;
        float* dx = pass.dx + sample * In::size + c;
        const auto best = hn::LoadU(d, pass.y + sample * channels + c), one = hn::Set(d, 1.0f);
        auto found = hn::Zero(d);
        for (std::size_t pixel = 0; pixel < In::size; pixel += channels)
          found = hn::Add(found, hn::IfThenElseZero(hn::Eq(hn::LoadU(d, x + pixel), best), one));
        const auto gradient = hn::Div(hn::LoadU(d, pass.dy + sample * channels + c), found);
        for (std::size_t pixel = 0; pixel < In::size; pixel += channels)
          hn::StoreU(hn::IfThenElseZero(hn::Eq(hn::LoadU(d, x + pixel), best), gradient), d, dx + pixel);
      });
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
