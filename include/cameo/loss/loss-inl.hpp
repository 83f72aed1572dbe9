// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "cameo/loss/loss.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/simd/math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Sums over samples; divided by their number they are the loss of a batch and its metric, Loss::metric.
struct LossSums {
  double loss = 0;
  double metric = 0;

  LossSums& operator+=(const LossSums& more) {
    loss += more.loss;
    metric += more.metric;
    return *this;
  }

  /// Whether the mean of so many samples is a float: gradients of a larger one are none.
  bool is_finite(std::size_t samples) const {
    return std::isfinite(static_cast<float>(loss / static_cast<double>(samples)));
  }
};

/// What a loss is given of a batch, (samples, width) each.
struct Outputs {
  const float* p;  ///< the network's outputs
  /// What the last layer, an activation that the loss absorbs, made them of: the logits. Null when the loss
  /// absorbs none, or when nobody knows them, such as of probabilities from elsewhere.
  const float* z = nullptr;

  Outputs(const float* outputs, const float* logits = nullptr) : p(outputs), z(logits) {}  // NOLINT
  operator const float*() const { return p; }  // NOLINT: a loss that reads p alone takes a pointer
};

/// How a loss computes; specialised for each loss, yours too. `width` is the number of outputs of one sample:
///
///   template <> struct LossKernel<MyLoss> {
///     static LossSums forward(const float* p,       // (samples, width), or Outputs
///                             const float* labels,  // (samples, label width)
///                             int samples, int width);
///     static void backward(const float* p, const float* labels, int samples, int width,
///                          float* dz);  // (samples, width): gradient of the mean loss, before the last
///   };                                  // activation when the loss absorbs it, else after it
///
/// The kernel of a loss with options has one member, the loss, and its functions are not static.
template <class Loss>
struct LossKernel {
  static_assert(!sizeof(Loss),
                "LossKernel: this loss has none; specialize cameo::HWY_NAMESPACE::LossKernel for it");
};

/// The kernel of a loss, with the loss's options where it has any.
template <class Loss>
LossKernel<Loss> kernel_of([[maybe_unused]] const Loss& loss) {
  if constexpr (std::is_empty_v<Loss>)
    return {};
  else
    return {loss};
}

constexpr std::size_t count_of(int samples, int width) {
  return static_cast<std::size_t>(samples) * static_cast<std::size_t>(width);
}

/// p between 1e-7 and 1 - 1e-7, in float as Keras clips; NaN stays.
inline float clipped(float p) { return std::clamp(p, 1e-7f, 1 - 1e-7f); }

/// -log p of a clipped p.
inline double negative_log(float p) { return static_cast<double>(-std::log(p)); }

/// Index of the first largest value.
inline int argmax(const float* values, int width) {
  return static_cast<int>(std::max_element(values, values + width) - values);
}

/// Gradients below it become 0: they move no parameter by as much as its rounding, but backward would
/// multiply them on into denormals, which are many times slower, and does not multiply zeros at all. A
/// CPU's own flushing to zero would give other bits on other CPUs: x86 decides after rounding, Arm before,
/// and some have none.
inline constexpr float least_gradient = 1e-15f;

HWY_INLINE FloatVector without_traces(Floats d, FloatVector gradient) {
  return hn::IfThenZeroElse(hn::Lt(hn::Abs(gradient), hn::Set(d, least_gradient)), gradient);
}
inline float without_traces(float gradient) { return std::fabs(gradient) < least_gradient ? 0 : gradient; }

/// value * factor
struct ScaledTraceless {
  float factor;
  HWY_INLINE FloatVector operator()(Floats d, FloatVector value) const {
    return without_traces(d, hn::Mul(value, hn::Set(d, factor)));
  }
};

/// (p - y) * factor
struct ScaledDifference {
  float factor;
  HWY_INLINE FloatVector operator()(Floats d, FloatVector p, FloatVector y) const {
    return without_traces(d, hn::Mul(hn::Sub(p, y), hn::Set(d, factor)));
  }
};

/// The same for p = sigmoid(z), where z is large as p (1 - y) - sigmoid(-z) y: for y = 1 and p near 1 the
/// difference would be lost in the rounding of p.
struct ScaledDifferenceOfSigmoid {
  float factor;
  HWY_INLINE FloatVector operator()(Floats d, FloatVector p, FloatVector z, FloatVector y) const {
    const auto exact = hn::NegMulAdd(sigmoid(hn::Neg(z)), y, hn::NegMulAdd(p, y, p));
    const auto difference = hn::IfThenElse(hn::Gt(z, hn::Set(d, 8.0f)), exact, hn::Sub(p, y));
    return without_traces(d, hn::Mul(difference, hn::Set(d, factor)));
  }
};

/// From the logits, loss = max(z, 0) - z y + log(1 + exp(-|z|)): right however confident a mistake is.
template <>
struct LossKernel<BinaryCrossentropy> {
  static LossSums forward(const Outputs& outputs, const float* labels, int samples, int width) {
    LossSums sums;
    for (std::size_t i = 0; i < count_of(samples, width); ++i) {
      sums.loss += outputs.z != nullptr ? of_logit(outputs.z[i], labels[i])
                                        : of_probability(clipped(outputs.p[i]), labels[i]);
      sums.metric += (outputs.p[i] > 0.5f) == (labels[i] > 0.5f) ? 1 : 0;
    }
    return {sums.loss / width, sums.metric / width};
  }

  static void backward(const Outputs& outputs, const float* labels, int samples, int width, float* dz) {
    const std::size_t n = count_of(samples, width);
    const float factor = 1 / static_cast<float>(n);
    if (outputs.z != nullptr)
      map(n, dz, ScaledDifferenceOfSigmoid{factor}, outputs.p, outputs.z, labels);
    else
      map(n, dz, ScaledDifference{factor}, outputs.p, labels);
  }

 private:
  static double of_logit(float logit, float y) {
    const auto z = static_cast<double>(logit);
    return (z > 0 ? z : 0) - z * static_cast<double>(y) + std::log1p(std::exp(-std::fabs(z)));
  }
  static double of_probability(float p, float y) {
    double loss = 0;
    if (y != 0) loss += static_cast<double>(y) * negative_log(p);
    if (y != 1) loss += (1 - static_cast<double>(y)) * negative_log(1 - p);
    return loss;
  }
};

/// -log of the probabilities of one sample's classes. From the logits it is z[top] - z[k] - log p[top], where
/// `top` is the most probable class: its probability is never small, and its logarithm exact.
struct NegativeLogOfSoftmax {
  const float *p, *z;
  int top;
  double of_top;

  NegativeLogOfSoftmax(const Outputs& outputs, std::size_t first, int width)
      : p(outputs.p + first),
        z(outputs.z == nullptr ? nullptr : outputs.z + first),
        top(argmax(p, width)),
        of_top(negative_log(p[top])) {}

  double operator()(int k) const {
    if (z == nullptr) return negative_log(clipped(p[k]));
    return static_cast<double>(z[top]) - static_cast<double>(z[k]) + of_top;
  }
};

template <>
struct LossKernel<CategoricalCrossentropy> {
  static LossSums forward(const Outputs& outputs, const float* labels, int samples, int width) {
    LossSums sums;
    for (int i = 0; i < samples; ++i, labels += width) {
      const NegativeLogOfSoftmax negative_log_of(outputs, count_of(i, width), width);
      for (int k = 0; k < width; ++k)
        if (labels[k] != 0) sums.loss += static_cast<double>(labels[k]) * negative_log_of(k);
      sums.metric += negative_log_of.top == argmax(labels, width) ? 1 : 0;
    }
    return sums;
  }

  static void backward(const float* p, const float* labels, int samples, int width, float* dz) {
    map(count_of(samples, width), dz, ScaledDifference{1 / static_cast<float>(samples)}, p, labels);
  }
};

template <>
struct LossKernel<SparseCategoricalCrossentropy> {
  static LossSums forward(const Outputs& outputs, const float* labels, int samples, int width) {
    LossSums sums;
    for (int i = 0; i < samples; ++i) {
      const NegativeLogOfSoftmax negative_log_of(outputs, count_of(i, width), width);
      const int label = static_cast<int>(labels[i]);
      sums.loss += negative_log_of(label);
      sums.metric += negative_log_of.top == label ? 1 : 0;
    }
    return sums;
  }

  static void backward(const float* p, const float* labels, int samples, int width, float* dz) {
    const float factor = 1 / static_cast<float>(samples);
    for (int i = 0; i < samples; ++i, p += width, dz += width) {
      for (int k = 0; k < width; ++k) dz[k] = without_traces(p[k] * factor);
      const int label = static_cast<int>(labels[i]);
      dz[label] = without_traces((p[label] - 1) * factor);
    }
  }
};

template <>
struct LossKernel<MeanSquaredError> {
  static LossSums forward(const float* p, const float* labels, int samples, int width) {
    LossSums sums;
    for (std::size_t i = 0; i < count_of(samples, width); ++i) {
      const double difference = static_cast<double>(p[i]) - static_cast<double>(labels[i]);
      sums.loss += difference * difference;
      sums.metric += std::fabs(difference);
    }
    return {sums.loss / width, sums.metric / width};
  }

  static void backward(const float* p, const float* labels, int samples, int width, float* dy) {
    const std::size_t n = count_of(samples, width);
    map(n, dy, ScaledDifference{2 / static_cast<float>(n)}, p, labels);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
