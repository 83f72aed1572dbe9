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
  static constexpr std::size_t channels = Block::channels, row = Block::row;

  template <bool Training>
  static void prepare(const float* w, float* prepared) {
    moving_scale<LayerType, channels>(w, prepared, prepared + row);
  }

  /// A part takes neighbouring blocks of 16 channels.
  template <bool Training>
  static void forward(const ForwardPass& pass) {
    const std::size_t pixels = static_cast<std::size_t>(pass.samples) * In::size / channels;
    over_blocks(pass.part, pass.parts, [&](std::size_t c, std::size_t count) HWY_ATTR {
      if (!pass.context.training)
        return normalize<Relu>(pass.x + c, channels, pixels, count, pass.prepared + c,
                               pass.prepared + row + c, pass.y + c);
      float scale[16], shift[16];
      float *mean = pass.kept + c, *inverse = mean + row, *variance = inverse + row;
      batch_moments(pass.x + c, channels, In::size / channels, pass.samples, count, mean, variance);
      for (std::size_t i = 0; i < count; ++i) inverse[i] = 1 / std::sqrt(variance[i] + LayerType::epsilon);
      batch_scale(pass.w + c, mean, inverse, count, scale, shift);
      normalize<Relu>(pass.x + c, channels, pixels, count, scale, shift, pass.y + c);
    });
  }

  /// dgamma = sum of dy (x - mean) / deviation, dbeta = sum of dy,
  /// dx = gamma / deviation * (dy - dbeta / n - (x - mean) / deviation * dgamma / n)
  template <class Update>
  static void backward(const BackwardPass& pass, const Update&) {
    const std::size_t pixels = static_cast<std::size_t>(pass.samples) * In::size / channels;
    over_blocks(pass.part, pass.parts, [&](std::size_t c, std::size_t count) HWY_ATTR {
      const float *mean = pass.kept + c, *inverse = mean + row;
      float *dgamma = pass.dw + c, *dbeta = pass.dw + row + c;
      float scale[16], shift[16], of_x[16], constant[16];
      batch_scale(pass.w + c, mean, inverse, count, scale, shift);
      normalization_sums<Relu>(pass.x + c, pass.dy + c, channels, In::size / channels, pass.samples, count,
                               mean, inverse, scale, shift, dgamma, dbeta);
      if (pass.dx == nullptr) return;
      for (std::size_t i = 0; i < count; ++i) {
        of_x[i] = -scale[i] * inverse[i] * dgamma[i] / static_cast<float>(pixels);
        constant[i] = multiply_add(-of_x[i], mean[i], -scale[i] * dbeta[i] / static_cast<float>(pixels));
      }
      normalization_gradient<Relu>(pass.x + c, pass.dy + c, channels, pixels, count, scale, shift, of_x,
                                   constant, pass.dx + c);
    });
  }

  template <class Update>
  static void finish_backward(const BackwardPass& pass, const Update& update) {
    update.range(0, pass.dw, channels);
    update.range(row, pass.dw + row, channels);
    update.blend(2 * row, pass.kept, channels, 1 - LayerType::momentum);
    update.blend(3 * row, pass.kept + 2 * row, channels, 1 - LayerType::momentum);
  }

 private:
  /// scale and shift by which a batch normalizes: y = x * scale + shift, from gamma and beta, mean and
  /// 1 / deviation.
  static HWY_INLINE void batch_scale(const float* w, const float* mean, const float* inverse,
                                     std::size_t count, float* scale, float* shift) {
    for (std::size_t i = 0; i < count; ++i) {
      scale[i] = w[i] * inverse[i];
      shift[i] = multiply_add(-mean[i], scale[i], w[row + i]);
    }
  }

  /// f(first channel, how many) for each block of 16 channels of a part.
  template <class Function>
  static HWY_INLINE void over_blocks(int part, int parts, const Function& f) {
    constexpr std::size_t blocks = row / 16;
    const auto p = static_cast<std::size_t>(part), of = static_cast<std::size_t>(parts);
    for (std::size_t block = p * blocks / of; block < (p + 1) * blocks / of; ++block)
      f(block * 16, std::min<std::size_t>(16, channels - block * 16));
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
