// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include "cameo/loss/loss-inl.hpp"
#include "cameo/loss/margin_softmax.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// What a margin makes of the cosine of a sample's own class, and its derivative.
struct MarginCosine {
  float value, slope;

  MarginCosine(const CosFace& loss, float cosine) : value(cosine - loss.margin), slope(1) {}

  MarginCosine(const ArcFace& loss, float cosine) {
    const float part = std::cos(loss.margin), other = std::sin(loss.margin);
    if (cosine <= -part) {  // the angle and the margin are half a turn or more
      value = cosine - loss.margin * other;
      slope = 1;
    } else {
      constexpr float least_square = 1e-6f;  // at an angle of 0 the slope would be infinite
      const float sine = std::sqrt((std::max)(1 - cosine * cosine, least_square));
      value = cosine * part - sine * other;
      slope = part + cosine * other / sine;
    }
  }
};

/// scale * value - largest, of vectors
struct ExpOfScaled {
  float scale, largest;
  HWY_INLINE FloatVector operator()(Floats d, FloatVector cosine) const {
    return exp(hn::MulSub(cosine, hn::Set(d, scale), hn::Set(d, largest)));
  }
};

/// Both losses. Gradient of the own class: (p - 1) scale slope / n, of the others p scale / n.
template <class Loss>
requires(std::derived_from<Loss, detail::MarginSoftmax>) struct LossKernel<Loss> {
  Loss loss;

  LossSums forward(const float* cosines, const float* labels, int samples, int width) const {
    const int used = used_classes(loss, width);
    const auto scale = static_cast<double>(loss.scale);
    LossSums sums;
    for (int i = 0; i < samples; ++i, cosines += width) {
      const int label = static_cast<int>(labels[i]);
      const int top = argmax(cosines, used);
      const auto own = static_cast<double>(MarginCosine(loss, cosines[label]).value);
      const double largest = (std::max)(own, static_cast<double>(cosines[top]));
      double sum = std::exp(scale * (own - largest));
      for (int k = 0; k < used; ++k)
        if (k != label) sum += std::exp(scale * (static_cast<double>(cosines[k]) - largest));
      sums.loss += std::log(sum) - scale * (own - largest);
      sums.metric += top == label ? 1 : 0;
    }
    return sums;
  }

  void backward(const float* cosines, const float* labels, int samples, int width, float* dy) const {
    const auto used = static_cast<std::size_t>(used_classes(loss, width));
    const float factor = loss.scale / static_cast<float>(samples);
    for (int i = 0; i < samples; ++i, cosines += width, dy += width) {
      const int label = static_cast<int>(labels[i]);
      const MarginCosine own(loss, cosines[label]);
      const float top = loss.scale * (std::max)(own.value, largest(cosines, used));
      map(used, dy, ExpOfScaled{loss.scale, top}, cosines);
      map(1, dy + label, ExpOfScaled{loss.scale, top}, &own.value);
      const float of_own = dy[label];
      dy[label] = 0;
      const float others = sum(dy, used), all = others + of_own;
      map(used, dy, ScaledTraceless{factor / all}, dy);
      dy[label] = without_traces(-others / all * factor * own.slope);
      std::fill(dy + used, dy + width, 0.0f);
    }
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
