// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include "cameo/core/result.hpp"
#include "cameo/data/picture.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// The triangle filter along one axis, for the outputs from `begin` on: output begin + i is the sum of
/// input[first[i] + k] * weights[i * taps + k], k < count[i], in 22-bit fixed point. The triangle is as wide
/// as an output pixel when shrinking.
struct Triangle {
  static constexpr int bits = 22;  // 8 bits of picture and 22 of weight leave the sign and one bit to spare
  int begin;
  std::vector<int> first, count;
  std::vector<std::int32_t> weights;
  std::size_t taps;

  static std::size_t most_taps(int inputs, int outputs) {
    const double support = (std::max)(static_cast<double>(inputs) / outputs, 1.0);
    return (std::min)(2 * static_cast<std::size_t>(std::ceil(support)) + 1, static_cast<std::size_t>(inputs));
  }

  Triangle(int inputs, int outputs, int first_output, int end)
      : begin(first_output),
        first(static_cast<std::size_t>(end - begin)),
        count(first.size()),
        taps(most_taps(inputs, outputs)) {
    const double scale = static_cast<double>(inputs) / outputs;
    const double support = (std::max)(scale, 1.0);
    weights.resize(first.size() * taps);
    for (std::size_t i = 0; i < first.size(); ++i) {
      const double center = (static_cast<double>(begin) + static_cast<double>(i) + 0.5) * scale;
      first[i] = (std::max)(0, static_cast<int>(center - support + 0.5));
      count[i] = (std::min)(inputs, static_cast<int>(center + support + 0.5)) - first[i];
      const auto exact = [&](int k) {
        return (std::max)(1.0 - (std::abs)((k + first[i] - center + 0.5) * (1.0 / support)), 0.0);
      };
      double sum = 0;
      for (int k = 0; k < count[i]; ++k) sum += exact(k);
      for (int k = 0; k < count[i]; ++k)
        weights[i * taps + static_cast<std::size_t>(k)] =
            static_cast<std::int32_t>(0.5 + exact(k) / sum * (1 << bits));
    }
  }
};

/// work(triangle) for parts of the outputs, so that weights take a few megabytes even when a side shrinks
/// from millions of pixels.
template <class Work>
void for_each_triangle(int inputs, int outputs, const Work& work) {
  constexpr std::size_t most_weights = 1 << 20;
  const std::size_t most = std::max<std::size_t>(most_weights / Triangle::most_taps(inputs, outputs), 1);
  const int part = static_cast<int>((std::min)(most, static_cast<std::size_t>(outputs)));
  for (int begin = 0; begin < outputs; begin += part)
    work(Triangle(inputs, outputs, begin, (std::min)(begin + part, outputs)));
}

inline std::uint8_t byte_of(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> Triangle::bits, 0, 255));
}

template <int Channels>
void filter_rows(PictureView picture, const Triangle& triangle, Picture& out) {
  for (int y = 0; y < out.height; ++y)
    for (std::size_t i = 0; i < triangle.first.size(); ++i) {
      const std::int32_t* weights = &triangle.weights[i * triangle.taps];
      const std::uint8_t* in = picture.pixel(y, triangle.first[i]);
      std::int32_t sums[Channels];
      std::fill_n(sums, Channels, 1 << (Triangle::bits - 1));
      for (int k = 0; k < triangle.count[i]; ++k)
        for (int c = 0; c < Channels; ++c) sums[c] += in[k * Channels + c] * weights[k];
      std::transform(sums, sums + Channels, out.pixel(y, triangle.begin + static_cast<int>(i)), byte_of);
    }
}

inline void filter_columns(PictureView picture, const Triangle& triangle, Picture& out) {
  std::vector<std::int32_t> sums(picture.row_bytes());
  for (std::size_t i = 0; i < triangle.first.size(); ++i) {
    std::fill(sums.begin(), sums.end(), 1 << (Triangle::bits - 1));
    for (int k = 0; k < triangle.count[i]; ++k) {
      const std::int32_t weight = triangle.weights[i * triangle.taps + static_cast<std::size_t>(k)];
      const std::uint8_t* in = picture.row(triangle.first[i] + k);
      for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += in[j] * weight;
    }
    std::transform(sums.begin(), sums.end(), out.row(triangle.begin + static_cast<int>(i)), byte_of);
  }
}

inline Picture resize_rows(PictureView picture, int width) {
  Picture out(picture.height, width, picture.channels);
  for_each_triangle(picture.width, width, [&](const Triangle& triangle) {
    picture.channels == 1 ? filter_rows<1>(picture, triangle, out) : filter_rows<3>(picture, triangle, out);
  });
  return out;
}

inline Picture resize_columns(PictureView picture, int height) {
  Picture out(height, picture.width, picture.channels);
  for_each_triangle(picture.height, height,
                    [&](const Triangle& triangle) { filter_columns(picture, triangle, out); });
  return out;
}

}  // namespace detail

/// Antialiased bilinear: (h, w, c) -> (height, width, c): a triangle filter along rows, rounded to bytes,
/// then along columns. Equal to Pillow's resize(BILINEAR) byte for byte; columns come first, which differs by
/// at most 1, in Pillow 13 now and then and here where the picture between would pass max_picture_pixels.
/// Error: an empty picture, other than 1 or 3 channels, a side below 1 or above 65536, more than
/// max_picture_pixels. Cost: about 2 w / width multiply-adds a value in the first pass, 2 h / height in the
/// second.
inline Result<Picture> resize(PictureView picture, int height, int width) {
  constexpr int longest = 65536;
  if (picture.size() == 0 || (picture.channels != 1 && picture.channels != 3))
    return Error("resize: a picture of 1 or 3 channels is needed, not one of ", picture.height, "x",
                 picture.width, "x", picture.channels);
  if (height < 1 || width < 1 || height > longest || width > longest)
    return Error("resize: sides of 1 to ", longest, " pixels are possible, not ", height, "x", width);
  const auto pixels = [](int rows, int columns) {
    return static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns);
  };
  if (pixels(height, width) > max_picture_pixels)
    return Error("resize: pictures of up to ", max_picture_pixels / 1'000'000,
                 " million pixels are possible, not ", height, "x", width);
  Picture between;
  if (width != picture.width && pixels(picture.height, width) > max_picture_pixels) {
    between = detail::resize_columns(picture, height);
    return detail::resize_rows(between, width);
  }
  if (width != picture.width) picture = between = detail::resize_rows(picture, width);
  if (height != picture.height) return detail::resize_columns(picture, height);
  return between.pixels.empty() ? Picture(picture) : std::move(between);
}

}  // namespace cameo::inline CAMEO_ABI
