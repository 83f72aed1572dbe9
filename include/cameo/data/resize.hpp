// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "cameo/core/result.hpp"
#include "cameo/data/picture.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// The triangle filter along one axis: output i is the sum of input[first[i] + k] * weights[i * taps + k],
/// k < count[i], in 22-bit fixed point. The triangle is as wide as an output pixel when shrinking.
struct Triangle {
  static constexpr int bits = 22;  // 8 bits of picture and 22 of weight leave the sign and one bit to spare
  std::vector<int> first, count;
  std::vector<std::int32_t> weights;
  std::size_t taps;

  Triangle(int inputs, int outputs)
      : first(static_cast<std::size_t>(outputs)), count(static_cast<std::size_t>(outputs)) {
    const double scale = static_cast<double>(inputs) / outputs;
    const double support = std::max(scale, 1.0);
    taps = 2 * static_cast<std::size_t>(std::ceil(support)) + 1;
    weights.resize(first.size() * taps);
    std::vector<double> exact(taps);
    for (std::size_t i = 0; i < first.size(); ++i) {
      const double center = (static_cast<double>(i) + 0.5) * scale;
      first[i] = std::max(0, static_cast<int>(center - support + 0.5));
      count[i] = std::min(inputs, static_cast<int>(center + support + 0.5)) - first[i];
      double sum = 0;
      for (int k = 0; k < count[i]; ++k) {
        const double weight = 1.0 - std::abs((k + first[i] - center + 0.5) * (1.0 / support));
        sum += exact[static_cast<std::size_t>(k)] = std::max(weight, 0.0);
      }
      for (std::size_t k = 0; k < static_cast<std::size_t>(count[i]); ++k)
        weights[i * taps + k] = static_cast<std::int32_t>(0.5 + exact[k] / sum * (1 << bits));
    }
  }
};

inline std::uint8_t byte_of(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> Triangle::bits, 0, 255));
}

template <int Channels>
void resize_rows(PictureView picture, const Triangle& triangle, Picture& out) {
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const std::int32_t* weights = &triangle.weights[i * triangle.taps];
      const std::uint8_t* in = picture.pixel(y, triangle.first[i]);
      std::int32_t sums[Channels];
      std::fill_n(sums, Channels, 1 << (Triangle::bits - 1));
      for (int k = 0; k < triangle.count[i]; ++k)
        for (int c = 0; c < Channels; ++c) sums[c] += in[k * Channels + c] * weights[k];
      std::transform(sums, sums + Channels, out.pixel(y, x), byte_of);
    }
}

inline void resize_columns(PictureView picture, const Triangle& triangle, Picture& out) {
  std::vector<std::int32_t> sums(picture.row_bytes());
  for (int y = 0; y < out.height; ++y) {
    const auto i = static_cast<std::size_t>(y);
    std::fill(sums.begin(), sums.end(), 1 << (Triangle::bits - 1));
    for (int k = 0; k < triangle.count[i]; ++k) {
      const std::int32_t weight = triangle.weights[i * triangle.taps + static_cast<std::size_t>(k)];
      const std::uint8_t* in = picture.row(triangle.first[i] + k);
      for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += in[j] * weight;
    }
    std::transform(sums.begin(), sums.end(), out.row(y), byte_of);
  }
}

}  // namespace detail

/// Antialiased bilinear: (h, w, c) -> (height, width, c): a triangle filter along rows, rounded to bytes,
/// then along columns. Equal to Pillow's resize(BILINEAR) byte for byte; Pillow 13 may begin with the
/// columns, which differs by at most 1. Error: an empty picture, other than 1 or 3 channels, a side below 1
/// or above 65536. Cost: about 2 w / width multiply-adds a value in the first pass, 2 h / height in the
/// second.
inline Result<Picture> resize(PictureView picture, int height, int width) {
  constexpr int longest = 65536;
  if (picture.size() == 0 || (picture.channels != 1 && picture.channels != 3))
    return Error("resize: a picture of 1 or 3 channels is needed, not one of ", picture.height, "x",
                 picture.width, "x", picture.channels);
  if (height < 1 || width < 1 || height > longest || width > longest)
    return Error("resize: sides of 1 to ", longest, " pixels are possible, not ", height, "x", width);
  Picture rows;
  if (width != picture.width) {
    rows = Picture(picture.height, width, picture.channels);
    const detail::Triangle triangle(picture.width, width);
    picture.channels == 1 ? detail::resize_rows<1>(picture, triangle, rows)
                          : detail::resize_rows<3>(picture, triangle, rows);
    picture = rows;
  }
  if (height == picture.height) return Picture(picture);
  Picture out(height, width, picture.channels);
  detail::resize_columns(picture, detail::Triangle(picture.height, height), out);
  return out;
}

}  // namespace cameo::inline CAMEO_ABI
