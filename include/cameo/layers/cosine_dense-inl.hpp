// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include "cameo/layers/cosine_dense.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/simd/multiply_add-inl.hpp"
#include "cameo/simd/reduce-inl.hpp"
#include "cameo/simd/vectors-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// With u = x / |x|, v[c] = w[c] / |w[c]| and g = dy:
///   dx = (sum over c of g[c] v[c] - u (sum of g[c] y[c])) / |x|
///   dw[c] = g[c] (u - y[c] v[c]) / |w[c]|
/// A vector shorter than 1e-12 has no direction: it gets no gradient. Saved for it is 0.
template <int Classes>
struct Kernel<CosineDense<Classes>> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    auto* saved = reinterpret_cast<float*>(pass.saved);
    for (int sample = 0; sample < pass.samples; ++sample) {
      const float* x = pass.x + static_cast<std::size_t>(sample) * In::size;
      float* y = pass.y + static_cast<std::size_t>(sample) * classes;
      const float length = std::sqrt(dot(x, x, In::size));
      const bool has_direction = !(length < shortest);  // NaN stays
      add_columns<In>(x, pass.w, y, saved, 1 / (has_direction ? length : shortest));
      if (saved == nullptr) continue;
      saved[classes] = has_direction ? 1 / length : 0;
      saved += classes + 1;
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    const auto* saved = reinterpret_cast<const float*>(pass.saved);
    float *scaled = pass.scratch, *along = pass.scratch + padded_to_16(classes);
    for (int sample = 0; sample < pass.samples; ++sample, saved += classes + 1) {
      const float* x = pass.x + static_cast<std::size_t>(sample) * In::size;
      const float* y = pass.y + static_cast<std::size_t>(sample) * classes;
      const float* dy = pass.dy + static_cast<std::size_t>(sample) * classes;
      const float of_x = saved[classes];
      map(classes, scaled, Product{}, dy, saved);
      map(classes, along, Along{}, scaled, y, saved);
      const float turned = dot(dy, y, classes);
      for (std::size_t i = 0; i < In::size; ++i) {
        const float* w = pass.w + i * classes;
        const float u = x[i] * of_x;
        if (pass.dx != nullptr)
          pass.dx[static_cast<std::size_t>(sample) * In::size + i] =
              multiply_add(-u, turned, dot(scaled, w, classes)) * of_x;
        float* dw = pass.dw + i * classes;
        map(classes, dw, AddGradient{u}, dw, scaled, along, w);
      }
    }
  }

 private:
  static constexpr std::size_t classes = Classes;
  static constexpr float shortest = 1e-12f;

  /// y = the cosines, and the inverse lengths of the columns, or 0, where they are wanted.
  template <class In>
  static void add_columns(const float* x, const float* w, float* y, float* inverse, float of_x) {
    const Floats d;
    over_vectors(classes, [&](auto vector, std::size_t c) HWY_ATTR {
      auto product = hn::Zero(d), square = hn::Zero(d);
      for (std::size_t i = 0; i < In::size; ++i) {
        const auto row = vector.load(w + i * classes + c);
        product = hn::MulAdd(hn::Set(d, x[i]), row, product);
        square = hn::MulAdd(row, row, square);
      }
      const auto length = hn::Sqrt(square), least = hn::Set(d, shortest), one = hn::Set(d, 1.0f);
      const auto is_short = hn::Lt(length, least);
      const auto of_column = hn::Div(one, hn::IfThenElse(is_short, least, length));
      vector.store(hn::Mul(hn::Mul(product, hn::Set(d, of_x)), of_column), y + c);
      if (inverse != nullptr) vector.store(hn::IfThenZeroElse(is_short, of_column), inverse + c);
    });
  }

  /// What a column's own direction takes off its gradient, for each unit of its values.
  struct Along {
    HWY_INLINE FloatVector operator()(Floats, FloatVector scaled, FloatVector y, FloatVector inverse) const {
      return hn::Mul(hn::Mul(scaled, y), inverse);
    }
  };
  struct AddGradient {
    float u;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector dw, FloatVector scaled, FloatVector along,
                                      FloatVector w) const {
      return hn::NegMulAdd(along, w, hn::MulAdd(scaled, hn::Set(d, u), dw));
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
