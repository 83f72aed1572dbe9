// SPDX-License-Identifier: MIT
#pragma once

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
  static constexpr std::size_t channels = Block::channels, row = Block::row, span = Block::span;
  static constexpr PixelRows rows{
      .pixels = In::size / channels, .wide = Block::wide, .count = Block::wide * channels};

  template <bool Training>
  static void prepare(const float* w, float* prepared) {
    moving_scale<LayerType, channels>(w, prepared, prepared + span);
    for (float* values : {prepared, prepared + span})
      for (std::size_t i = channels; i < rows.count; ++i) values[i] = values[i % channels];
  }

  static void collect(const ForwardPass& pass) {
    auto* mean = reinterpret_cast<float*>(pass.saved);
    over_samples(pass.samples, [&](std::size_t first) HWY_ATTR {
      moments(rows, pass.x + first, mean, mean + span, pass.scratch, pass.scratch + span);
      mean += 2 * span;
    });
  }

  static void begin_forward(const ForwardPass& pass) {
    float *mean = pass.kept, *inverse = mean + span, *variance = inverse + span, *scale = variance + span,
          *shift = scale + span;
    batch_moments(rows, reinterpret_cast<const float*>(pass.saved), 2 * span, pass.samples, mean, variance);
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::size_t c = i % channels;
      inverse[i] = 1 / std::sqrt(variance[i] + LayerType::epsilon);
      scale[i] = pass.w[c] * inverse[i];
      shift[i] = multiply_add(-mean[i], scale[i], pass.w[row + c]);
    }
  }

  template <bool Training>
  static void forward(const ForwardPass& pass) {
    const float* scale = pass.context.training ? pass.kept + 3 * span : pass.prepared;
    over_samples(pass.samples, [&](std::size_t first) HWY_ATTR {
      normalize<Relu>(rows, pass.x + first, scale, scale + span, pass.y + first);
    });
  }

  /// Sums of dy (x - mean) and of dy.
  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    const float *mean = pass.kept, *scale = mean + 3 * span;
    over_samples(pass.samples, [&](std::size_t first) HWY_ATTR {
      normalization_sums<Relu>(rows, pass.x + first, pass.dy + first, mean, scale, scale + span, pass.dw,
                               pass.dw + span, pass.scratch, pass.scratch + span);
    });
  }

  /// dgamma = sum of dy (x - mean) / deviation, dbeta = sum of dy
  template <class Update>
  static void finish_backward(const BackwardPass& pass, const Update& update) {
    float *dgamma = pass.dw, *dbeta = dgamma + span;
    const float *mean = pass.kept, *inverse = mean + span, *variance = inverse + span,
                *scale = variance + span;
    float *of_x = pass.kept + 5 * span, *constant = of_x + span;
    rows.join(dgamma);
    rows.join(dbeta);
    const auto n = static_cast<float>(static_cast<std::size_t>(pass.samples) * rows.pixels);
    for (std::size_t i = 0; i < rows.count; ++i) {
      dgamma[i] *= inverse[i];
      of_x[i] = -scale[i] * inverse[i] * dgamma[i] / n;
      constant[i] = multiply_add(-of_x[i], mean[i], -scale[i] * dbeta[i] / n);
    }
    update.range(0, dgamma, channels);
    update.range(row, dbeta, channels);
    update.blend(2 * row, mean, channels, 1 - LayerType::momentum);
    update.blend(3 * row, variance, channels, 1 - LayerType::momentum);
  }

  /// dx = gamma / deviation * (dy - dbeta / n - (x - mean) / deviation * dgamma / n)
  static void backward_to_input(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    const float *scale = pass.kept + 3 * span, *of_x = scale + 2 * span;
    over_samples(pass.samples, [&](std::size_t first) HWY_ATTR {
      normalization_gradient<Relu>(rows, pass.x + first, pass.dy + first, scale, scale + span, of_x,
                                   of_x + span, pass.dx + first);
    });
  }

 private:
  /// f(first float) for each sample.
  template <class Function>
  static void over_samples(int samples, const Function& f) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples); ++i) f(i * In::size);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
