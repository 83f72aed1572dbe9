// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/activations.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/simd/math-inl.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// A layer without parameters that maps each value alone: y = forward(x), dx = backward(y, dy), both vector
/// functions of `Function`. Backward reads y and dy only.
template <class Function>
struct ElementwiseKernel {
  template <class In>
  static void forward(const ForwardPass& pass) {
    map(static_cast<std::size_t>(pass.samples) * In::size, pass.y, Forward{}, pass.x);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx != nullptr)
      map(static_cast<std::size_t>(pass.samples) * In::size, pass.dx, Backward{}, pass.y, pass.dy);
  }

 private:
  struct Forward {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector x) const { return Function::forward(d, x); }
  };
  struct Backward {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector y, FloatVector dy) const {
      return Function::backward(d, y, dy);
    }
  };
};

/// y = x for x >= 0, `slope` * x below. At x = 0 the gradient is slope * dy, as TensorFlow's. NaN stays.
template <FloatConstant Slope>
struct LeakyFunction {
  static HWY_INLINE FloatVector forward(Floats d, FloatVector x) {
    return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below(d, x), x);
  }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector y, FloatVector dy) {
    return hn::IfThenElse(hn::Gt(y, hn::Zero(d)), dy, below(d, dy));
  }

 private:
  static HWY_INLINE FloatVector below(Floats d, FloatVector x) {
    if constexpr (Slope == 0)
      return hn::Zero(d);
    else
      return hn::Mul(x, hn::Set(d, Slope));
  }
};

struct SigmoidFunction {
  static HWY_INLINE FloatVector forward(Floats, FloatVector x) { return sigmoid(x); }
  static HWY_INLINE FloatVector backward(Floats, FloatVector y, FloatVector dy) {
    return hn::Mul(dy, hn::NegMulAdd(y, y, y));
  }
};

struct TanhFunction {
  static HWY_INLINE FloatVector forward(Floats, FloatVector x) { return tanh(x); }
  static HWY_INLINE FloatVector backward(Floats, FloatVector y, FloatVector dy) {
    return hn::NegMulAdd(hn::Mul(y, y), dy, dy);
  }
};

template <>
struct Kernel<ReLU> : ElementwiseKernel<LeakyFunction<0.0f>> {};

template <FloatConstant NegativeSlope>
struct Kernel<LeakyReLU<NegativeSlope>> : ElementwiseKernel<LeakyFunction<NegativeSlope>> {};

template <>
struct Kernel<Sigmoid> : ElementwiseKernel<SigmoidFunction> {};

template <>
struct Kernel<Tanh> : ElementwiseKernel<TanhFunction> {};

/// y = exp(x - max x) / sum; dx = y * (dy - sum of dy * y), row by row of the last axis. A value 80 below the
/// largest counts as 80 below: y is at least 1.8e-35 / channels, never a denormal.
template <>
struct Kernel<Softmax> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    constexpr std::size_t channels = In::channels;
    const std::size_t n = static_cast<std::size_t>(pass.samples) * In::size;
    for (std::size_t row = 0; row < n; row += channels) {
      map(channels, pass.y + row, Exponential{largest(pass.x + row, channels)}, pass.x + row);
      map(channels, pass.y + row, Scale{1 / sum(pass.y + row, channels)}, pass.y + row);
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    constexpr std::size_t channels = In::channels;
    const std::size_t n = static_cast<std::size_t>(pass.samples) * In::size;
    for (std::size_t row = 0; row < n; row += channels)
      map(channels, pass.dx + row, Gradient{dot(pass.y + row, pass.dy + row, channels)}, pass.y + row,
          pass.dy + row);
  }

 private:
  struct Exponential {
    float largest;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector x) const {
      return exp(clamp(hn::Sub(x, hn::Set(d, largest)), -80.0f, 0.0f));
    }
  };
  struct Scale {
    float factor;
    HWY_INLINE FloatVector operator()(Floats d, FloatVector y) const {
      return hn::Mul(y, hn::Set(d, factor));
    }
  };
  struct Gradient {
    float mean;  // of dy, weighted with y
    HWY_INLINE FloatVector operator()(Floats d, FloatVector y, FloatVector dy) const {
      return hn::Mul(y, hn::Sub(dy, hn::Set(d, mean)));
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
