// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/layers/activations.hpp"
#include "cameo/layers/kernel-inl.hpp"
#include "cameo/simd/map-inl.hpp"
#include "cameo/simd/math-inl.hpp"
#include "cameo/simd/reduce-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// Layer `LayerType` without parameters that maps each value alone: y = forward(x), dx = backward(y, dy), or
/// backward(x, dy) if that is what the layer reads, both vector functions of `Function`.
template <class LayerType, class Function>
struct ElementwiseKernel {
  using Elementwise = Function;
  static_assert(LayerType::reads_input != LayerType::reads_output);

  template <class In>
  static void forward(const ForwardPass& pass) {
    forward_values(static_cast<std::size_t>(pass.samples) * In::size, pass);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx != nullptr) backward_values(static_cast<std::size_t>(pass.samples) * In::size, pass);
  }

 private:
  // One loop for all shapes.
  static HWY_NOINLINE void forward_values(std::size_t count, const ForwardPass& pass) {
    map(count, pass.y, Forward{}, pass.x);
  }
  static HWY_NOINLINE void backward_values(std::size_t count, const BackwardPass& pass) {
    map(count, pass.dx, Backward{}, LayerType::reads_input ? pass.x : pass.y, pass.dy);
  }

  struct Forward {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector x) const { return Function::forward(d, x); }
  };
  struct Backward {
    HWY_INLINE FloatVector operator()(Floats d, FloatVector read, FloatVector dy) const {
      return Function::backward(d, read, dy);
    }
  };
};

/// y = x for x >= 0, `slope` * x below. At x = 0 the gradient is slope * dy, as TensorFlow's. NaN stays.
template <FloatConstant Slope>
struct LeakyFunction {
  template <class Tag>
  static HWY_INLINE hn::Vec<Tag> forward(Tag d, hn::Vec<Tag> x) {
    return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below(d, x), x);
  }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector y, FloatVector dy) {
    return hn::IfThenElse(hn::Gt(y, hn::Zero(d)), dy, below(d, dy));
  }

 private:
  template <class Tag>
  static HWY_INLINE hn::Vec<Tag> below(Tag d, [[maybe_unused]] hn::Vec<Tag> x) {
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

/// 0 beyond both bounds and at them, as TensorFlow's.
struct ReLU6Function {
  template <class Tag>
  static HWY_INLINE hn::Vec<Tag> forward(Tag, hn::Vec<Tag> x) {
    return clamp(x, 0.0f, 6.0f);
  }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector y, FloatVector dy) {
    return hn::IfThenElseZero(hn::And(hn::Gt(y, hn::Zero(d)), hn::Lt(y, hn::Set(d, 6.0f))), dy);
  }
};

template <FloatConstant Alpha>
struct ELUFunction {
  static HWY_INLINE FloatVector forward(Floats d, FloatVector x) {
    const FloatVector below = hn::Mul(hn::Set(d, Alpha), expm1(clamp(x, -80.0f, 0.0f)));
    return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), below, x);
  }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector y, FloatVector dy) {
    return hn::IfThenElse(hn::Lt(y, hn::Zero(d)), hn::Mul(dy, hn::Add(y, hn::Set(d, Alpha))), dy);
  }
};

struct SiLUFunction {
  static HWY_INLINE FloatVector forward(Floats, FloatVector x) { return hn::Mul(x, sigmoid(x)); }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector x, FloatVector dy) {
    const FloatVector part = sigmoid(x), one = hn::Set(d, 1.0f);
    return hn::Mul(dy, hn::Mul(part, hn::MulAdd(x, hn::Sub(one, part), one)));
  }
};

struct GELUFunction {
  static HWY_INLINE FloatVector forward(Floats d, FloatVector x) { return hn::Mul(x, below(d, x)); }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector x, FloatVector dy) {
    const FloatVector z = clamp(x, -12.0f, 12.0f);                    // the density is 0 beyond
    const FloatVector factor = hn::Mul(z, hn::Set(d, 0.398942280f));  // 1 / sqrt(2 pi)
    const FloatVector density = exp(hn::Mul(hn::Mul(z, hn::Set(d, -0.5f)), z));
    return hn::Mul(dy, hn::MulAdd(factor, density, below(d, z)));
  }

 private:
  /// The part of a normal distribution below x.
  static HWY_INLINE FloatVector below(Floats d, FloatVector x) {
    const FloatVector half = hn::Set(d, 0.5f);
    return hn::MulAdd(half, erf(hn::Mul(x, hn::Set(d, 0.707106781f))), half);
  }
};

struct ApproximateGELUFunction {
  static HWY_INLINE FloatVector forward(Floats d, FloatVector x) {
    const FloatVector half = hn::Set(d, 0.5f);
    return hn::Mul(x, hn::MulAdd(half, tanh(argument(d, limited(x))), half));
  }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector x, FloatVector dy) {
    const FloatVector half = hn::Set(d, 0.5f), one = hn::Set(d, 1.0f), z = limited(x);
    const FloatVector t = tanh(argument(d, z));
    const FloatVector slope = hn::MulAdd(hn::Mul(z, z), hn::Set(d, 3 * cubic), hn::Set(d, linear));
    const FloatVector twice = hn::MulAdd(hn::Mul(z, slope), hn::NegMulAdd(t, t, one), hn::Add(one, t));
    return hn::Mul(dy, hn::Mul(half, twice));
  }

 private:
  static constexpr float linear = 0.797884561f, cubic = 0.044715f * linear;  // sqrt(2 / pi)

  /// tanh is 1 beyond, and powers of x stay finite.
  static HWY_INLINE FloatVector limited(FloatVector x) { return clamp(x, -10.0f, 10.0f); }

  static HWY_INLINE FloatVector argument(Floats d, FloatVector x) {
    return hn::Mul(x, hn::MulAdd(hn::Mul(x, x), hn::Set(d, cubic), hn::Set(d, linear)));
  }
};

/// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)); its slope sigmoid(x) = 1 - exp(-y).
struct SoftplusFunction {
  static HWY_INLINE FloatVector forward(Floats d, FloatVector x) {
    const FloatVector above = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Zero(d), x);
    return hn::Add(above, log1p(exp(clamp(hn::Neg(hn::Abs(x)), -80.0f, 0.0f))));
  }
  static HWY_INLINE FloatVector backward(Floats, FloatVector y, FloatVector dy) {
    return hn::Mul(dy, hn::Neg(expm1(clamp(hn::Neg(y), -80.0f, 0.0f))));
  }
};

struct HardSigmoidFunction {
  static HWY_INLINE FloatVector forward(Floats d, FloatVector x) {
    return hn::Mul(clamp(hn::Add(x, hn::Set(d, 3.0f)), 0.0f, 6.0f), hn::Set(d, 1.0f / 6));
  }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector y, FloatVector dy) {
    const auto inside = hn::And(hn::Gt(y, hn::Zero(d)), hn::Lt(y, hn::Set(d, 1.0f)));
    return hn::IfThenElseZero(inside, hn::Mul(dy, hn::Set(d, 1.0f / 6)));
  }
};

struct HardSwishFunction {
  static HWY_INLINE FloatVector forward(Floats d, FloatVector x) {
    return hn::Mul(x, HardSigmoidFunction::forward(d, x));
  }
  static HWY_INLINE FloatVector backward(Floats d, FloatVector x, FloatVector dy) {
    const FloatVector part = HardSigmoidFunction::forward(d, x);
    return hn::MulAdd(dy, part, hn::Mul(x, HardSigmoidFunction::backward(d, part, dy)));
  }
};

template <>
struct Kernel<ReLU> : ElementwiseKernel<ReLU, LeakyFunction<0.0f>> {};

template <FloatConstant NegativeSlope>
struct Kernel<LeakyReLU<NegativeSlope>>
    : ElementwiseKernel<LeakyReLU<NegativeSlope>, LeakyFunction<NegativeSlope>> {};

template <>
struct Kernel<ReLU6> : ElementwiseKernel<ReLU6, ReLU6Function> {};

template <FloatConstant Alpha>
struct Kernel<ELU<Alpha>> : ElementwiseKernel<ELU<Alpha>, ELUFunction<Alpha>> {};

template <>
struct Kernel<SiLU> : ElementwiseKernel<SiLU, SiLUFunction> {};

template <>
struct Kernel<GELU> : ElementwiseKernel<GELU, GELUFunction> {};

template <>
struct Kernel<ApproximateGELU> : ElementwiseKernel<ApproximateGELU, ApproximateGELUFunction> {};

template <>
struct Kernel<Softplus> : ElementwiseKernel<Softplus, SoftplusFunction> {};

template <>
struct Kernel<HardSigmoid> : ElementwiseKernel<HardSigmoid, HardSigmoidFunction> {};

template <>
struct Kernel<HardSwish> : ElementwiseKernel<HardSwish, HardSwishFunction> {};

template <>
struct Kernel<Sigmoid> : ElementwiseKernel<Sigmoid, SigmoidFunction> {};

template <>
struct Kernel<Tanh> : ElementwiseKernel<Tanh, TanhFunction> {};

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
  struct Gradient {
    float mean;  // of dy, weighted with y
    HWY_INLINE FloatVector operator()(Floats d, FloatVector y, FloatVector dy) const {
      return hn::Mul(y, hn::Sub(dy, hn::Set(d, mean)));
    }
  };
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
