// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "cameo/core/result.hpp"
#include "cameo/data/batch.hpp"
#include "cameo/net/sequential.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// The network's input as a picture; a vector of K values is {1, 1, K}.
template <Network Net>
inline constexpr std::array<int, 3> picture_size{Net::Input::height, Net::Input::width, Net::Input::channels};

/// Checks the lengths of x and y for 1 to `batch` samples and sets `samples`.
template <Network Net>
Error check_batch(std::span<const float> x, std::size_t labels, int label_width, int batch, int& samples) {
  constexpr std::size_t inputs = Net::Input::size;
  if (x.empty() || x.size() % inputs != 0)
    return Error("x has ", x.size(), " values, but a sample has ", inputs, ": give 1 to ", batch,
                 " whole samples");
  const std::size_t found = x.size() / inputs;
  if (found > static_cast<std::size_t>(batch))
    return Error("x has ", found, " samples, but the batch takes 1 to ", batch);
  if (labels != found * static_cast<std::size_t>(label_width))
    return Error("y has ", labels, " values, but ", found, " samples with ", label_width,
                 " labels each need ", found * static_cast<std::size_t>(label_width));
  samples = static_cast<int>(found);
  return {};
}

/// Copies samples and refuses what is not finite.
template <Network Net>
Error copy_samples(std::span<const float> x, int samples, float* to) {
  constexpr std::size_t inputs = Net::Input::size;
  for (std::size_t i = 0; i < static_cast<std::size_t>(samples); ++i)
    if (!HWY_NAMESPACE::copy_finite(x.data() + i * inputs, inputs, to + i * inputs))
      return Error("sample ", i, " of x has a value that is not finite");
  return {};
}

/// Predicts any number of samples, `Batch` at a time: forward(samples) reads `input` and returns the outputs.
template <Network Net, int Batch, class Forward>
Error predict_in_batches(std::span<const float> x, std::span<float> y, float* input, const Forward& forward) {
  constexpr std::size_t inputs = Net::Input::size, outputs = Net::Output::size;
  if (x.empty() || x.size() % inputs != 0)
    return Error("x has ", x.size(), " values, but a sample has ", inputs);
  const std::size_t total = x.size() / inputs;
  if (y.size() != total * outputs)
    return Error("y has ", y.size(), " values, but ", total, " samples with ", outputs, " outputs each need ",
                 total * outputs);
  for (std::size_t first = 0; first < total; first += Batch) {
    const std::size_t samples = std::min<std::size_t>(Batch, total - first);
    if (Error error = copy_samples<Net>(x.subspan(first * inputs), static_cast<int>(samples), input))
      return error;
    const float* p = forward(static_cast<int>(samples));
    std::copy(p, p + samples * outputs, y.begin() + static_cast<std::ptrdiff_t>(first * outputs));
  }
  return {};
}

}  // namespace cameo::inline CAMEO_ABI::detail
