// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include "cameo/loss/loss.hpp"
#include "cameo/simd/map-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Sums over samples; divided by their number they are the loss and the accuracy of a batch.
struct LossSums {
  double loss = 0;
  double correct = 0;
};

/// How a loss computes; specialised for each loss, yours too. `width` is the number of outputs of one sample:
///
///   template <> struct LossKernel<MyLoss> {
///     static LossSums forward(const float* p,       // (samples, width), the network's outputs
///                             const float* labels,  // (samples, label width)
///                             int samples, int width);
///     static void backward(const float* p, const float* labels, int samples, int width,
///                          float* dz);  // (samples, width): gradient of the mean loss, before the last
///   };                                  // activation when the loss absorbs it, else after it
template <class Loss>
struct LossKernel;

/// p between 1e-7 and 1 - 1e-7, in float as Keras clips; NaN stays.
inline float clipped(float p) { return std::clamp(p, 1e-7f, 1 - 1e-7f); }

/// -log p of a clipped p.
inline double negative_log(float p) { return static_cast<double>(-std::log(p)); }

/// Index of the first largest value.
inline int argmax(const float* values, int width) {
  return static_cast<int>(std::max_element(values, values + width) - values);
}

/// (p - y) * factor
struct ScaledDifference {
  float factor;
  HWY_INLINE FloatVector operator()(Floats d, FloatVector p, FloatVector y) const {
    return hn::Mul(hn::Sub(p, y), hn::Set(d, factor));
  }
};

template <>
struct LossKernel<BinaryCrossentropy> {
  static LossSums forward(const float* p, const float* labels, int samples, int width) {
    LossSums sums;
    for (int i = 0; i < samples * width; ++i) {
      const float y = labels[i], inside = clipped(p[i]);
      if (y != 0) sums.loss += static_cast<double>(y) * negative_log(inside);
      if (y != 1) sums.loss += (1 - static_cast<double>(y)) * negative_log(1 - inside);
      sums.correct += (p[i] > 0.5f) == (y > 0.5f) ? 1 : 0;
    }
    return {sums.loss / width, sums.correct / width};
  }

  static void backward(const float* p, const float* labels, int samples, int width, float* dz) {
    const int n = samples * width;
    map(static_cast<std::size_t>(n), dz, ScaledDifference{1 / static_cast<float>(n)}, p, labels);
  }
};

template <>
struct LossKernel<CategoricalCrossentropy> {
  static LossSums forward(const float* p, const float* labels, int samples, int width) {
    LossSums sums;
    for (int i = 0; i < samples; ++i, p += width, labels += width) {
      for (int k = 0; k < width; ++k)
        if (labels[k] != 0) sums.loss += static_cast<double>(labels[k]) * negative_log(clipped(p[k]));
      sums.correct += argmax(p, width) == argmax(labels, width) ? 1 : 0;
    }
    return sums;
  }

  static void backward(const float* p, const float* labels, int samples, int width, float* dz) {
    const auto n = static_cast<std::size_t>(samples) * static_cast<std::size_t>(width);
    map(n, dz, ScaledDifference{1 / static_cast<float>(samples)}, p, labels);
  }
};

template <>
struct LossKernel<SparseCategoricalCrossentropy> {
  static LossSums forward(const float* p, const float* labels, int samples, int width) {
    LossSums sums;
    for (int i = 0; i < samples; ++i, p += width) {
      const int label = static_cast<int>(labels[i]);
      sums.loss += negative_log(clipped(p[label]));
      sums.correct += argmax(p, width) == label ? 1 : 0;
    }
    return sums;
  }

  static void backward(const float* p, const float* labels, int samples, int width, float* dz) {
    const float factor = 1 / static_cast<float>(samples);
    for (int i = 0; i < samples; ++i, p += width, dz += width) {
      for (int k = 0; k < width; ++k) dz[k] = p[k] * factor;
      const int label = static_cast<int>(labels[i]);
      dz[label] = (p[label] - 1) * factor;
    }
  }
};

template <>
struct LossKernel<MeanSquaredError> {
  static LossSums forward(const float* p, const float* labels, int samples, int width) {
    LossSums sums;
    for (int i = 0; i < samples; ++i, p += width, labels += width) {
      double squares = 0;
      for (int k = 0; k < width; ++k) {
        const double difference = static_cast<double>(p[k]) - static_cast<double>(labels[k]);
        squares += difference * difference;
      }
      sums.loss += squares / width;
      sums.correct += correct(p, labels, width) ? 1 : 0;
    }
    return sums;
  }

  static void backward(const float* p, const float* labels, int samples, int width, float* dy) {
    const int n = samples * width;
    map(static_cast<std::size_t>(n), dy, ScaledDifference{2 / static_cast<float>(n)}, p, labels);
  }

 private:
  static bool correct(const float* p, const float* labels, int width) {
    if (width == 1) return (p[0] > 0.5f) == (labels[0] > 0.5f);
    return argmax(p, width) == argmax(labels, width);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
