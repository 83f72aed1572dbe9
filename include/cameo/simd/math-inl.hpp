// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

// Fixed polynomials, each lane on its own: the same bits for every number of lanes. NaN gives NaN. The bounds
// hold with and without fused multiply-add and are tested.

/// x between low and high; NaN stays.
template <class V>
HWY_INLINE V clamp(V x, float low, float high) {
  const hn::DFromV<V> d;
  const V smallest = hn::Set(d, low), largest = hn::Set(d, high);
  const V above = hn::IfThenElse(hn::Lt(x, smallest), smallest, x);
  return hn::IfThenElse(hn::Gt(above, largest), largest, above);
}

/// exp(x) = power * (1 + rest), power a power of two and |rest| < 0.42. Requires -87.33 <= x <= 88.37.
template <class V>
HWY_INLINE void split_exp(V x, V& power, V& rest) {
  const hn::DFromV<V> d;
  const hn::RebindToSigned<decltype(d)> integers;
  const V rounded = hn::Round(hn::Mul(x, hn::Set(d, 1.44269504f)));
  // log 2 in two parts; the first has 16 bits, so its product with `rounded` is exact
  const V high = hn::NegMulAdd(rounded, hn::Set(d, 0.693145751953125f), x);
  const V r = hn::NegMulAdd(rounded, hn::Set(d, 1.42860682e-6f), high);
  // exp(r) - 1 = r + r^2 q(r), least largest relative error for |r| <= log(2) / 2: 1.4e-8
  V q = hn::Set(d, 0.0013882509665563703f);
  q = hn::MulAdd(q, r, hn::Set(d, 0.008366580121219158f));
  q = hn::MulAdd(q, r, hn::Set(d, 0.04166720062494278f));
  q = hn::MulAdd(q, r, hn::Set(d, 0.1666654348373413f));
  q = hn::MulAdd(q, r, hn::Set(d, 0.4999999701976776f));
  rest = hn::MulAdd(hn::Mul(r, r), q, r);
  const auto exponent = hn::Add(hn::ConvertTo(integers, rounded), hn::Set(integers, 127));
  power = hn::BitCast(d, hn::ShiftLeft<23>(exponent));
}

/// exp(x) for -87.33 <= x <= 88.37, within 1.1 ulp; beyond, its value there: never a denormal, never
/// infinite.
template <class V>
HWY_INLINE V exp(V x) {
  V power, rest;
  split_exp(clamp(x, -87.33f, 88.37f), power, rest);
  return hn::MulAdd(power, rest, power);
}

/// 1 / (1 + exp(-x)) for |x| <= 80, within 2.5 ulp; beyond, its value there (1.8e-35 or 1), so that no
/// gradient made of it is a denormal.
template <class V>
HWY_INLINE V sigmoid(V x) {
  const hn::DFromV<V> d;
  const V one = hn::Set(d, 1.0f);
  return hn::Div(one, hn::Add(one, exp(hn::Neg(clamp(x, -80.0f, 80.0f)))));
}

/// tanh(x) = e / (e + 2), e = exp(2 |x|) - 1, with the sign of x; within 3 ulp.
template <class V>
HWY_INLINE V tanh(V x) {
  const hn::DFromV<V> d;
  const V doubled = hn::Abs(hn::Add(x, x));
  V power, rest;
  split_exp(clamp(doubled, 0.0f, 20.0f), power, rest);  // tanh(10) is 1 in float
  const V e = hn::MulAdd(power, rest, hn::Sub(power, hn::Set(d, 1.0f)));
  return hn::CopySignToAbs(hn::Div(e, hn::Add(e, hn::Set(d, 2.0f))), x);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
