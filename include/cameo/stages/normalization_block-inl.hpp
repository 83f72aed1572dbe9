// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "cameo/plan/normalization_block.hpp"
#include "cameo/simd/multiply_add-inl.hpp"
#include "cameo/simd/normalization-inl.hpp"
#include "cameo/stages/run-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// scale and shift by which moving statistics normalize: y = x * scale + shift. `w` is gamma, beta, mean,
/// variance.
template <class LayerType, std::size_t Channels>
void moving_scale(const float* w, float* scale, float* shift) {
  constexpr std::size_t row = padded_to_16(Channels);
  for (std::size_t c = 0; c < Channels; ++c) {
    scale[c] = w[c] / std::sqrt(w[3 * row + c] + LayerType::epsilon);
    shift[c] = multiply_add(-w[2 * row + c], scale[c], w[row + c]);
  }
}

template <class In, class LayerType, bool Relu, bool Trains>
struct Run<NormalizationBlock<In, LayerType, Relu, Trains>> : RunDefaults {
  using Block = NormalizationBlock<In, LayerType, Relu, Trains>;
  static constexpr std::size_t channels = Block::channels, row = Block::row;

  template <bool Training>
  static void prepare(const float* w, float* prepared) {
    moving_scale<LayerType, channels>(w, prepared, prepared + row);
  }

  template <bool Training>
  static void forward(const ForwardPass& pass) {
    const auto [c, count] = channels_of(pass.part, pass.parts);
    if (count == 0) return;
    const std::size_t pixels = static_cast<std::size_t>(pass.samples) * In::size / channels;
    if (!pass.context.training)
      return normalize<Relu>(pass.x + c, channels, pixels, count, pass.prepared + c, pass.prepared + row + c,
                             pass.y + c);
    float *mean = pass.kept + c, *inverse = mean + row, *variance = inverse + row, *scale = variance + row;
    batch_moments(pass.x + c, channels, pixels, count, mean, variance, pass.scratch + c,
                  pass.scratch + row + c);
    for (std::size_t i = 0; i < count; ++i) {
      inverse[i] = 1 / std::sqrt(variance[i] + LayerType::epsilon);
      scale[i] = pass.w[c + i] * inverse[i];
      scale[row + i] = multiply_add(-mean[i], scale[i], pass.w[row + c + i]);
    }
    normalize<Relu>(pass.x + c, channels, pixels, count, scale, scale + row, pass.y + c);
  }

  /// dgamma = sum of dy (x - mean) / deviation, dbeta = sum of dy,
  /// dx = gamma / deviation * (dy - dbeta / n - (x - mean) / deviation * dgamma / n)
  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    const auto [c, count] = channels_of(pass.part, pass.parts);
    if (count == 0) return;
    const std::size_t pixels = static_cast<std::size_t>(pass.samples) * In::size / channels;
    const float *mean = pass.kept + c, *inverse = mean + row, *scale = inverse + 2 * row;
    float *dgamma = pass.dw + c, *dbeta = dgamma + row, *of_x = pass.scratch + c, *constant = of_x + row;
    normalization_sums<Relu>(pass.x + c, pass.dy + c, channels, pixels, count, mean, inverse, scale,
                             scale + row, dgamma, dbeta, of_x, constant);
    if (pass.dx == nullptr) return;
    for (std::size_t i = 0; i < count; ++i) {
      of_x[i] = -scale[i] * inverse[i] * dgamma[i] / static_cast<float>(pixels);
      constant[i] = multiply_add(-of_x[i], mean[i], -scale[i] * dbeta[i] / static_cast<float>(pixels));
    }
    normalization_gradient<Relu>(pass.x + c, pass.dy + c, channels, pixels, count, scale, scale + row, of_x,
                                 constant, pass.dx + c);
  }

  template <class Update>
  static void finish_backward(const BackwardPass& pass, const Update& update) {
    update.range(0, pass.dw, channels);
    update.range(row, pass.dw + row, channels);
    update.blend(2 * row, pass.kept, channels, 1 - LayerType::momentum);
    update.blend(3 * row, pass.kept + 2 * row, channels, 1 - LayerType::momentum);
  }

 private:
  /// The first of a part's channels, and how many: whole cache lines of each pixel.
  static std::pair<std::size_t, std::size_t> channels_of(int part, int parts) {
    constexpr std::size_t lines = row / 16;
    const auto p = static_cast<std::size_t>(part), of = static_cast<std::size_t>(parts);
    const std::size_t first = p * lines / of * 16, end = (std::min)((p + 1) * lines / of * 16, channels);
    return {first, first < end ? end - first : 0};
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
