// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace reference {

/// Dense + ReLU, plain loops in double precision, one sample at a time.
struct Dense {
  std::size_t inputs, units;
  bool relu;
  std::vector<double> kernel, bias;

  std::vector<double> forward(const std::vector<double>& x) const {
    std::vector<double> y(bias);
    for (std::size_t u = 0; u < units; ++u) {
      for (std::size_t i = 0; i < inputs; ++i) y[u] += x[i] * kernel[i * units + u];
      if (relu) y[u] = std::max(y[u], 0.0);
    }
    return y;
  }

  /// Overwrites dx and adds to the others. `y` decides what ReLU lets through.
  void backward(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& dy,
                std::vector<double>& dx, std::vector<double>& dkernel, std::vector<double>& dbias) const {
    std::fill(dx.begin(), dx.end(), 0.0);
    for (std::size_t u = 0; u < units; ++u) {
      if (relu && y[u] <= 0) continue;
      dbias[u] += dy[u];
      for (std::size_t i = 0; i < inputs; ++i) {
        dx[i] += dy[u] * kernel[i * units + u];
        dkernel[i * units + u] += dy[u] * x[i];
      }
    }
  }
};

}  // namespace reference
