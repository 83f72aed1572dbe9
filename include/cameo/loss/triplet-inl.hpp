// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "cameo/loss/loss-inl.hpp"
#include "cameo/loss/triplet.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

struct AddSquaredDifference {
  HWY_INLINE FloatVector operator()(Floats, FloatVector sum, FloatVector x, FloatVector y) const {
    const auto difference = hn::Sub(x, y);
    return hn::MulAdd(difference, difference, sum);
  }
};

inline float squared_distance(const float* x, const float* y, std::size_t n) {
  return accumulate(n, AddSquaredDifference{}, x, y);
}

/// sum + (x - y) * factor
struct AddScaledDifference {
  float factor;
  HWY_INLINE FloatVector operator()(Floats d, FloatVector sum, FloatVector x, FloatVector y) const {
    return hn::MulAdd(hn::Sub(x, y), hn::Set(d, factor), sum);
  }
};

/// Gradient of a pair's term above 0, as one of |pairs|: 2 (n - p) for a, 2 (p - a) for p, 2 (a - n) for n.
template <>
struct LossKernel<TripletSemiHard> {
  TripletSemiHard loss;

  LossSums forward(const float* p, const float* labels, int samples, int width) const {
    const Batch batch{p, labels, samples, static_cast<std::size_t>(width)};
    LossSums sums;
    const int pairs = for_each_triplet(
        batch, [&](int, int, int, float excess) { sums.loss += static_cast<double>(excess); });
    if (pairs > 0) sums.loss *= static_cast<double>(samples) / pairs;
    for (int i = 0; i < samples; ++i)
      if (!std::isfinite(batch.distance(i, i))) sums.loss = std::nan("");  // also where there is no pair
    for (int a = 0; a < samples; ++a) sums.metric += nearest_is_same(batch, a) ? 1 : 0;
    return sums;
  }

  void backward(const float* p, const float* labels, int samples, int width, float* dy) const {
    const Batch batch{p, labels, samples, static_cast<std::size_t>(width)};
    const auto row = [&](float* values, int i) { return values + static_cast<std::size_t>(i) * batch.width; };
    std::fill_n(dy, static_cast<std::size_t>(samples) * batch.width, 0.0f);
    const int pairs = for_each_triplet(batch, [](int, int, int, float) {});
    const AddScaledDifference add{2 / static_cast<float>((std::max)(pairs, 1))};
    for_each_triplet(batch, [&](int anchor, int positive, int negative, float excess) {
      if (!(excess > 0)) return;
      const float *a = batch.row(anchor), *same = batch.row(positive), *other = batch.row(negative);
      map(batch.width, row(dy, anchor), add, row(dy, anchor), other, same);
      map(batch.width, row(dy, positive), add, row(dy, positive), same, a);
      map(batch.width, row(dy, negative), add, row(dy, negative), a, other);
    });
  }

 private:
  struct Batch {
    const float *p, *labels;
    int samples;
    std::size_t width;

    const float* row(int i) const { return p + static_cast<std::size_t>(i) * width; }
    float distance(int a, int b) const { return squared_distance(row(a), row(b), width); }
  };

  /// use(a, p, n, the term of the pair) for each pair that has a negative. Returns how many there are.
  template <class Use>
  int for_each_triplet(const Batch& batch, const Use& use) const {
    int pairs = 0;
    for (int anchor = 0; anchor < batch.samples; ++anchor)
      for (int positive = 0; positive < batch.samples; ++positive) {
        if (positive == anchor || batch.labels[positive] != batch.labels[anchor]) continue;
        const float to_positive = batch.distance(anchor, positive);
        float chosen = 0;
        const int negative = semi_hard(batch, anchor, to_positive, chosen);
        if (negative < 0) continue;
        ++pairs;
        use(anchor, positive, negative, (std::max)(to_positive - chosen + loss.margin, 0.0f));
      }
    return pairs;
  }

  /// The negative for an anchor and a positive so far away, and its distance; -1 where all are of one class.
  static int semi_hard(const Batch& batch, int anchor, float to_positive, float& chosen) {
    int nearest = -1, farthest = -1;
    float least = 0, most = 0;
    for (int i = 0; i < batch.samples; ++i) {
      if (batch.labels[i] == batch.labels[anchor]) continue;
      const float distance = batch.distance(anchor, i);
      if (distance > to_positive && (nearest < 0 || distance < least)) {
        nearest = i;
        least = distance;
      }
      if (farthest < 0 || distance > most) {
        farthest = i;
        most = distance;
      }
    }
    chosen = nearest < 0 ? most : least;
    return nearest < 0 ? farthest : nearest;
  }

  static bool nearest_is_same(const Batch& batch, int anchor) {
    int nearest = -1;
    float least = 0;
    for (int i = 0; i < batch.samples; ++i) {
      if (i == anchor) continue;
      const float distance = batch.distance(anchor, i);
      if (nearest < 0 || distance < least) {
        nearest = i;
        least = distance;
      }
    }
    return nearest >= 0 && batch.labels[nearest] == batch.labels[anchor];
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
