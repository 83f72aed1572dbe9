// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cameo/layers/window.hpp"

namespace reference {

/// Conv2D + ReLU + MaxPooling2D, plain loops in double precision. Without a bias `bias` is zeros.
struct Convolution {
  int height, width, channels, filters;
  cameo::WindowAxis rows, columns;
  bool relu = false;
  int pool = 1;
  int groups = 1;
  std::vector<double> x, kernel, bias;  // one image

  int pooled_height() const { return rows.output() / pool; }
  int pooled_width() const { return columns.output() / pool; }
  std::size_t pooled_size() const {
    return static_cast<std::size_t>(pooled_height()) * static_cast<std::size_t>(pooled_width() * filters);
  }

  /// Calls f(index into x, index into kernel) for every term of the output of a filter at (i, j).
  template <class Function>
  void terms(int i, int j, int filter, const Function& f) const {
    const int depth = channels / groups, first = filter / (filters / groups) * depth;
    for (int a = 0; a < rows.window; ++a)
      for (int b = 0; b < columns.window; ++b) {
        const int row = i * rows.stride + a * rows.dilation - rows.padding_before();
        const int column = j * columns.stride + b * columns.dilation - columns.padding_before();
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        for (int c = 0; c < depth; ++c)
          f(static_cast<std::size_t>((row * width + column) * channels + first + c),
            static_cast<std::size_t>(((a * columns.window + b) * depth + c) * filters + filter));
      }
  }

  double output(int i, int j, int filter) const {
    double sum = bias[static_cast<std::size_t>(filter)];
    terms(i, j, filter, [&](std::size_t at_x, std::size_t at_kernel) { sum += x[at_x] * kernel[at_kernel]; });
    return sum;
  }

  /// Calls f(index into y, cell row, cell column, filter).
  template <class Function>
  void cells(const Function& f) const {
    std::size_t at = 0;
    for (int i = 0; i < pooled_height(); ++i)
      for (int j = 0; j < pooled_width(); ++j)
        for (int filter = 0; filter < filters; ++filter) f(at++, i, j, filter);
  }

  std::vector<double> forward() const {
    std::vector<double> y(pooled_size());
    cells([&](std::size_t at, int i, int j, int filter) {
      double best = output(i * pool, j * pool, filter);
      for (int p = 1; p < pool * pool; ++p)
        best = std::max(best, output(i * pool + p / pool, j * pool + p % pool, filter));
      y[at] = relu ? std::max(best, 0.0) : best;
    });
    return y;
  }

  /// Adds to the gradients, routed by `positions` (255: cut off), so that rounding cannot choose another
  /// winner.
  void backward(const std::vector<double>& dy, const std::vector<std::uint8_t>& positions,
                std::vector<double>& dx, std::vector<double>& dkernel, std::vector<double>& dbias) const {
    cells([&](std::size_t at, int i, int j, int filter) {
      const int p = positions[at];
      if (p == 255) return;
      dbias[static_cast<std::size_t>(filter)] += dy[at];
      terms(i * pool + p / pool, j * pool + p % pool, filter, [&](std::size_t at_x, std::size_t at_kernel) {
        dx[at_x] += dy[at] * kernel[at_kernel];
        dkernel[at_kernel] += dy[at] * x[at_x];
      });
    });
  }
};

}  // namespace reference
