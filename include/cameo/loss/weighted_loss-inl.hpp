// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "cameo/loss/loss-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// The loss of a network's outputs. Where samples have weights, the loss and the gradient of each are
/// multiplied by its own; a batch is still divided by its samples, as with Keras's sample_weight.
template <class Loss, class Net>
class WeightedLoss {
 public:
  explicit WeightedLoss(const Loss& loss) : kernel_(kernel_of(loss)) {}

  LossSums forward(Outputs outputs, const float* labels, std::span<const float> weights, int samples) const {
    outputs = with_logits_if_absorbed(outputs);
    const int at_once = weights.empty() ? samples : 1;
    LossSums sums;
    for (int i = 0; i < samples; i += at_once) {
      const LossSums some = kernel_.forward(outputs, labels, at_once, width);
      const double weight = weights.empty() ? 1 : static_cast<double>(weights[static_cast<std::size_t>(i)]);
      sums += {weight * some.loss, some.metric};
      outputs.p += width;
      if (outputs.z != nullptr) outputs.z += width;
      labels += Loss::template label_width<typename Net::Output>;
    }
    return sums;
  }

  /// dz (samples, width), as LossKernel's.
  void backward(const Outputs& outputs, const float* labels, std::span<const float> weights, int samples,
                float* dz) const {
    kernel_.backward(with_logits_if_absorbed(outputs), labels, samples, width, dz);
    if (weights.empty()) return;
    for (const float weight : weights.first(static_cast<std::size_t>(samples))) {
      map(std::size_t{width}, dz, ScaledTraceless{weight}, dz);
      dz += width;
    }
  }

 private:
  static constexpr int width = static_cast<int>(Net::Output::size);

  /// What the last layer made the outputs of are logits where the loss absorbs that layer alone.
  static Outputs with_logits_if_absorbed(const Outputs& outputs) {
    using LastLayer = typename Net::template Layer<Net::layers - 1>;
    return Loss::template absorbs<LastLayer> ? outputs : Outputs(outputs.p);
  }

  LossKernel<Loss> kernel_;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
