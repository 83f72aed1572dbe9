// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

// Layers by their formulas, in double and without any trick: what the kernels are compared with.
namespace reference {

using Values = std::vector<double>;

/// y and dx of one layer for given x and dy, and the gradient of each parameter tensor.
struct LayerValues {
  Values y, dx;
  std::vector<Values> dw{};
};

/// Each value alone: y = function(x), dx = dy * derivative(x).
template <class Function, class Derivative>
LayerValues elementwise(const Values& x, const Values& dy, Function function, Derivative derivative) {
  LayerValues layer{x, dy};
  for (std::size_t i = 0; i < x.size(); ++i) {
    layer.y[i] = function(x[i]);
    layer.dx[i] = dy[i] * derivative(x[i]);
  }
  return layer;
}

/// Images (height, width, channels), alpha the same with size 1 along shared axes.
inline LayerValues prelu(const Values& x, const Values& dy, const Values& alpha,
                         const std::array<std::size_t, 3>& image, const std::array<bool, 3>& shared) {
  LayerValues layer{x, dy, {Values(alpha.size())}};
  for (std::size_t n = 0; n < x.size(); ++n) {
    const std::array<std::size_t, 3> position{n / image[2] / image[1] % image[0], n / image[2] % image[1],
                                              n % image[2]};
    std::size_t index = 0;
    for (std::size_t axis = 0; axis < 3; ++axis)
      if (!shared[axis]) index = index * image[axis] + position[axis];
    if (x[n] > 0) continue;
    layer.y[n] = alpha[index] * x[n];
    layer.dx[n] = x[n] < 0 ? alpha[index] * dy[n] : 0;
    layer.dw[0][index] += dy[n] * x[n];
  }
  return layer;
}

/// Rows of `channels` values.
inline LayerValues softmax(const Values& x, const Values& dy, std::size_t channels) {
  LayerValues layer{x, dy};
  for (std::size_t row = 0; row < x.size(); row += channels) {
    double sum = 0, mean = 0;
    for (std::size_t c = row; c < row + channels; ++c) sum += std::exp(x[c]);
    for (std::size_t c = row; c < row + channels; ++c) {
      layer.y[c] = std::exp(x[c]) / sum;
      mean += layer.y[c] * dy[c];
    }
    for (std::size_t c = row; c < row + channels; ++c) layer.dx[c] = layer.y[c] * (dy[c] - mean);
  }
  return layer;
}

/// Rows of gamma.size() values: normalised, then * gamma + beta.
inline LayerValues layer_normalization(const Values& x, const Values& dy, const Values& gamma,
                                       const Values& beta, double epsilon) {
  const std::size_t channels = gamma.size();
  const auto count = static_cast<double>(channels);
  LayerValues layer{x, dy, {Values(channels), Values(channels)}};
  for (std::size_t row = 0; row < x.size(); row += channels) {
    double mean = 0, variance = 0, slope = 0, along = 0;
    for (std::size_t c = 0; c < channels; ++c) mean += x[row + c] / count;
    for (std::size_t c = 0; c < channels; ++c) variance += std::pow(x[row + c] - mean, 2) / count;
    const double deviation = std::sqrt(variance + epsilon);
    const auto normalized = [&](std::size_t c) { return (x[row + c] - mean) / deviation; };
    for (std::size_t c = 0; c < channels; ++c) {
      layer.y[row + c] = normalized(c) * gamma[c] + beta[c];
      layer.dw[0][c] += dy[row + c] * normalized(c);
      layer.dw[1][c] += dy[row + c];
      slope += dy[row + c] * gamma[c] / count;
      along += dy[row + c] * gamma[c] * normalized(c) / count;
    }
    for (std::size_t c = 0; c < channels; ++c)
      layer.dx[row + c] = (dy[row + c] * gamma[c] - slope - normalized(c) * along) / deviation;
  }
  return layer;
}

/// Rows of `channels` values, none of them all zeros.
inline LayerValues unit_normalization(const Values& x, const Values& dy, std::size_t channels) {
  LayerValues layer{x, dy};
  for (std::size_t row = 0; row < x.size(); row += channels) {
    double square = 0, along = 0;
    for (std::size_t c = row; c < row + channels; ++c) square += x[c] * x[c], along += x[c] * dy[c];
    for (std::size_t c = row; c < row + channels; ++c) {
      layer.y[c] = x[c] / std::sqrt(square);
      layer.dx[c] = (dy[c] - x[c] * along / square) / std::sqrt(square);
    }
  }
  return layer;
}

/// Cosines between rows of x and the columns of w (inputs, classes), none of them all zeros.
inline LayerValues cosine_dense(const Values& x, const Values& dy, const Values& w, std::size_t classes) {
  const std::size_t inputs = w.size() / classes, samples = x.size() / inputs;
  LayerValues layer{Values(samples * classes), Values(x.size()), {Values(w.size())}};
  for (std::size_t n = 0; n < samples; ++n)
    for (std::size_t c = 0; c < classes; ++c) {
      double product = 0, of_x = 0, of_w = 0;
      for (std::size_t i = 0; i < inputs; ++i) {
        const double a = x[n * inputs + i], b = w[i * classes + c];
        product += a * b, of_x += a * a, of_w += b * b;
      }
      const double length = std::sqrt(of_x * of_w), cosine = product / length, d = dy[n * classes + c];
      layer.y[n * classes + c] = cosine;
      for (std::size_t i = 0; i < inputs; ++i) {
        const double a = x[n * inputs + i], b = w[i * classes + c];
        layer.dx[n * inputs + i] += d * (b / length - cosine * a / of_x);
        layer.dw[0][i * classes + c] += d * (a / length - cosine * b / of_w);
      }
    }
  return layer;
}

/// Samples of `size` values: minus their mean, over their deviation.
inline LayerValues standardization(const Values& x, const Values& dy, std::size_t size) {
  const auto count = static_cast<double>(size);
  LayerValues layer{x, dy};
  for (std::size_t first = 0; first < x.size(); first += size) {
    double mean = 0, square = 0, slope = 0, along = 0;
    for (std::size_t i = first; i < first + size; ++i) mean += x[i] / count;
    for (std::size_t i = first; i < first + size; ++i) square += std::pow(x[i] - mean, 2) / count;
    const double deviation = std::sqrt(square);
    for (std::size_t i = first; i < first + size; ++i) {
      layer.y[i] = (x[i] - mean) / deviation;
      slope += dy[i] / count;
      along += dy[i] * layer.y[i] / count;
    }
    for (std::size_t i = first; i < first + size; ++i)
      layer.dx[i] = (dy[i] - slope - layer.y[i] * along) / deviation;
  }
  return layer;
}

/// An index into an image, and its weight.
struct Term {
  std::size_t index;
  double weight;
};

/// Sums over images of `size` values: y[o] = sum over the terms of o, which terms(o) lists.
template <class Terms>
LayerValues linear(const Values& x, const Values& dy, std::size_t size, const Terms& terms) {
  LayerValues layer{Values(dy.size()), Values(x.size())};
  const std::size_t output = dy.size() / (x.size() / size);
  for (std::size_t n = 0; n < dy.size(); ++n)
    for (const auto& [index, weight] : terms(n % output)) {
      const std::size_t i = n / output * size + index;
      layer.y[n] += weight * x[i];
      layer.dx[i] += weight * dy[n];
    }
  return layer;
}

/// Row, column and channel of value number `index` of an image.
struct Position {
  int row, column, channel;
  Position(std::size_t index, int width, int channels)
      : row(static_cast<int>(index) / channels / width),
        column(static_cast<int>(index) / channels % width),
        channel(static_cast<int>(index) % channels) {}
};

/// Images (height, width, channels) and windows of rows x columns pixels, the first of them so many rows
/// below the image's first and so many columns right of it; both are negative with padding.
struct Pooling {
  int height, width, channels, rows, columns, row_stride, column_stride, output_height, output_width;
  int first_row = 0, first_column = 0;

  /// Indices into x of the window of output number `output`, in row order, those that lie in the image.
  std::vector<std::size_t> window(std::size_t number) const {
    const int output = static_cast<int>(number);
    const int c = output % channels, j = output / channels % output_width;
    const int i = output / channels / output_width % output_height;
    const int sample = output / channels / output_width / output_height;
    std::vector<std::size_t> indices;
    for (int a = 0; a < rows; ++a)
      for (int b = 0; b < columns; ++b) {
        const int row = first_row + i * row_stride + a, column = first_column + j * column_stride + b;
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        indices.push_back(
            static_cast<std::size_t>(((sample * height + row) * width + column) * channels + c));
      }
    return indices;
  }
};

inline LayerValues max_pooling(const Values& x, const Values& dy, const Pooling& pooling) {
  LayerValues layer{dy, Values(x.size())};
  for (std::size_t output = 0; output < dy.size(); ++output) {
    const auto window = pooling.window(output);
    const auto largest =
        *std::max_element(window.begin(), window.end(), [&](auto a, auto b) { return x[a] < x[b]; });
    layer.y[output] = x[largest];
    layer.dx[largest] += dy[output];
  }
  return layer;
}

inline LayerValues average_pooling(const Values& x, const Values& dy, const Pooling& pooling) {
  LayerValues layer{dy, Values(x.size())};
  for (std::size_t output = 0; output < dy.size(); ++output) {
    const auto window = pooling.window(output);
    layer.y[output] = 0;
    for (std::size_t index : window) {
      layer.y[output] += x[index] / static_cast<double>(window.size());
      layer.dx[index] += dy[output] / static_cast<double>(window.size());
    }
  }
  return layer;
}

}  // namespace reference
