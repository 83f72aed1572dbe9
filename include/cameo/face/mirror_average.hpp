// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "cameo/core/result.hpp"

namespace cameo::inline CAMEO_ABI {

namespace detail {

/// Turns each row of `samples` pictures (height, width, channels) around.
inline void mirror_rows(std::span<float> x, int width, int channels) {
  const auto pixel = static_cast<std::ptrdiff_t>(channels), row = width * pixel;
  for (auto begin = x.begin(); begin != x.end(); begin += row)
    for (std::ptrdiff_t left = 0, right = row - pixel; left < right; left += pixel, right -= pixel)
      std::swap_ranges(begin + left, begin + left + pixel, begin + right);
}

}  // namespace detail

/// Flip averaging: y (n, output) = (f(x) + f(mirror of x)) / its length, f(x) what a network makes of a
/// picture. The two differ a little, and by chance: their sum tells people apart better than either. x (n,
/// input) is mirrored in place, and back; of_mirror (n, output) is room for the second outputs. `model` is a
/// Predictor or Trainer of `Net`. Error: those of predict.
template <class Net, class Model>
Error predict_with_mirror(Model& model, std::span<float> x, std::span<float> y, std::span<float> of_mirror) {
  constexpr std::size_t outputs = Net::Output::size;
  if (Error error = model.predict(x, y)) return error;
  detail::mirror_rows(x, Net::Input::width, Net::Input::channels);
  const Error error = model.predict(x, of_mirror);
  detail::mirror_rows(x, Net::Input::width, Net::Input::channels);
  if (error) return error;
  for (std::size_t first = 0; first < y.size(); first += outputs) {
    double square = 0;
    for (std::size_t i = first; i < first + outputs; ++i) {
      y[i] += of_mirror[i];
      square += static_cast<double>(y[i]) * static_cast<double>(y[i]);
    }
    const auto inverse = static_cast<float>(1 / std::fmax(std::sqrt(square), 1e-12));
    for (std::size_t i = first; i < first + outputs; ++i) y[i] *= inverse;
  }
  return {};
}

}  // namespace cameo::inline CAMEO_ABI
