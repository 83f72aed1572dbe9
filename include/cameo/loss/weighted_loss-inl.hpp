// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "cameo/loss/loss-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// A loss of which sample i counts as weights[i] samples would: its loss and gradient times the weight. The
/// batch is still divided by its samples, as Keras's sample_weight. Without weights, the loss itself.
template <class Loss, int LabelWidth, int Width>
class WeightedLoss {
 public:
  explicit WeightedLoss(const Loss& loss) : kernel_(kernel_of(loss)) {}

  LossSums forward(const Outputs& outputs, const float* labels, std::span<const float> weights,
                   int samples) const {
    if (weights.empty()) return kernel_.forward(outputs, labels, samples, Width);
    LossSums sums;
    for (int i = 0; i < samples; ++i, labels += LabelWidth) {
      const std::size_t first = count_of(i, Width);
      const LossSums one = kernel_.forward(
          Outputs(outputs.p + first, outputs.z == nullptr ? nullptr : outputs.z + first), labels, 1, Width);
      sums.loss += static_cast<double>(weights[static_cast<std::size_t>(i)]) * one.loss;
      sums.metric += one.metric;
    }
    return sums;
  }

  /// dz (samples, Width), as LossKernel's.
  void backward(const Outputs& outputs, const float* labels, std::span<const float> weights, int samples,
                float* dz) const {
    kernel_.backward(outputs, labels, samples, Width, dz);
    if (weights.empty()) return;
    for (const float weight : weights.first(static_cast<std::size_t>(samples))) {
      map(static_cast<std::size_t>(Width), dz, ScaledTraceless{weight}, dz);
      dz += Width;
    }
  }

 private:
  LossKernel<Loss> kernel_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
