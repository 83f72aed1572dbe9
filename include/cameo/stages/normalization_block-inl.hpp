// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

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
  static constexpr std::size_t channels = Block::channels, row = Block::row, wide = Block::wide,
                               span = Block::span;

  template <bool Training>
  static void prepare(const float* w, float* prepared) {
    moving_scale<LayerType, channels>(w, prepared, prepared + span);
    for (float* values : {prepared, prepared + span})
      for (std::size_t i = channels; i < wide * channels; ++i) values[i] = values[of_channel(i)];
  }

  template <bool Training>
  static void forward(const ForwardPass& pass) {
    const std::size_t c = first_channel(pass.part, pass.parts);
    const PixelRows rows = rows_of(pass);
    if (rows.count == 0) return;
    if (!pass.context.training)
      return normalize<Relu>(rows, pass.x + c, pass.prepared + c, pass.prepared + span + c, pass.y + c);
    float *mean = pass.kept + c, *inverse = mean + span, *variance = inverse + span, *scale = variance + span;
    batch_moments(rows, pass.x + c, mean, variance, pass.scratch + c, pass.scratch + span + c);
    const float *gamma = pass.w + c, *beta = gamma + row;
    for (std::size_t i = 0; i < rows.count; ++i) {
      inverse[i] = 1 / std::sqrt(variance[i] + LayerType::epsilon);
      scale[i] = gamma[of_channel(i)] * inverse[i];
      scale[span + i] = multiply_add(-mean[i], scale[i], beta[of_channel(i)]);
    }
    normalize<Relu>(rows, pass.x + c, scale, scale + span, pass.y + c);
  }

  /// dgamma = sum of dy (x - mean) / deviation, dbeta = sum of dy,
  /// dx = gamma / deviation * (dy - dbeta / n - (x - mean) / deviation * dgamma / n)
  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    const std::size_t c = first_channel(pass.part, pass.parts);
    const PixelRows rows = rows_of(pass);
    if (rows.count == 0) return;
    const float *mean = pass.kept + c, *inverse = mean + span, *scale = inverse + 2 * span,
                *shift = scale + span;
    float *dgamma = pass.scratch + c, *dbeta = dgamma + span, *of_x = dbeta + span, *constant = of_x + span;
    normalization_sums<Relu>(rows, pass.x + c, pass.dy + c, mean, inverse, scale, shift, dgamma, dbeta, of_x,
                             constant);
    std::copy_n(dgamma, rows.count / wide, pass.dw + c);
    std::copy_n(dbeta, rows.count / wide, pass.dw + row + c);
    if (pass.dx == nullptr) return;
    const auto n = static_cast<float>(rows.pixels);
    for (std::size_t i = 0; i < rows.count; ++i) {
      of_x[i] = -scale[i] * inverse[i] * dgamma[i] / n;
      constant[i] = multiply_add(-of_x[i], mean[i], -scale[i] * dbeta[i] / n);
    }
    normalization_gradient<Relu>(rows, pass.x + c, pass.dy + c, scale, shift, of_x, constant, pass.dx + c);
  }

  template <class Update>
  static void finish_backward(const BackwardPass& pass, const Update& update) {
    update.range(0, pass.dw, channels);
    update.range(row, pass.dw + row, channels);
    update.blend(2 * row, pass.kept, channels, 1 - LayerType::momentum);
    update.blend(3 * row, pass.kept + 2 * span, channels, 1 - LayerType::momentum);
  }

 private:
  /// The first of a part's channels: it takes whole cache lines of each pixel.
  static std::size_t first_channel(int part, int parts) {
    return (std::min)(static_cast<std::size_t>(part) * (row / 16) / static_cast<std::size_t>(parts) * 16,
                      channels);
  }
  template <class Pass>
  static PixelRows rows_of(const Pass& pass) {
    const std::size_t part = first_channel(pass.part + 1, pass.parts) - first_channel(pass.part, pass.parts);
    return {.pixels = static_cast<std::size_t>(pass.samples) * In::size / channels,
            .wide = wide,
            .stride = wide * channels,
            .count = wide * part};
  }
  static constexpr std::size_t of_channel(std::size_t i) { return wide == 1 ? i : i % channels; }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
