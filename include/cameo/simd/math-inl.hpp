// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

// Fixed polynomials, each lane on its own: the same bits for every number of lanes. NaN gives NaN. The bounds
// hold with and without fused multiply-add and are tested.

/// x between low and high; NaN stays.
template <class Vector>
HWY_INLINE Vector clamp(Vector x, float low, float high) {
  const hn::DFromV<Vector> d;
  const Vector smallest = hn::Set(d, low), largest = hn::Set(d, high);
  const Vector above = hn::IfThenElse(hn::Lt(x, smallest), smallest, x);
  return hn::IfThenElse(hn::Gt(above, largest), largest, above);
}

/// x where it is above 0, or NaN; else 0.
template <class Vector>
HWY_INLINE Vector relu(Vector x) {
  return hn::IfThenZeroElse(hn::Le(x, hn::Zero(hn::DFromV<Vector>())), x);
}

/// Where a value takes the place of the largest one so far: a NaN does, and keeps it.
template <class Vector>
HWY_INLINE auto is_larger(Vector value, Vector largest) {
  return hn::Or(hn::Gt(value, largest), hn::IsNaN(value));
}

/// exp(x) = power * (1 + rest), power a power of two and |rest| < 0.42. Requires -87.33 <= x <= 88.37.
template <class Vector>
HWY_INLINE void split_exp(Vector x, Vector& power, Vector& rest) {
  const hn::DFromV<Vector> d;
  const hn::RebindToSigned<decltype(d)> integers;
  const Vector rounded = hn::Round(hn::Mul(x, hn::Set(d, 1.44269504f)));
  // log 2 in two parts; the first has 16 bits, so its product with `rounded` is exact
  const Vector high = hn::NegMulAdd(rounded, hn::Set(d, 0.693145751953125f), x);
  const Vector r = hn::NegMulAdd(rounded, hn::Set(d, 1.42860682e-6f), high);
  // exp(r) - 1 = r + r^2 q(r), least largest relative error for |r| <= log(2) / 2: 1.4e-8
  Vector q = hn::Set(d, 0.0013882509665563703f);
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
template <class Vector>
HWY_INLINE Vector exp(Vector x) {
  Vector power, rest;
  split_exp(clamp(x, -87.33f, 88.37f), power, rest);
  return hn::MulAdd(power, rest, power);
}

/// 1 / (1 + exp(-x)) for |x| <= 80, within 2.5 ulp; beyond, its value there (1.8e-35 or 1), so that no
/// gradient made of it is a denormal.
template <class Vector>
HWY_INLINE Vector sigmoid(Vector x) {
  const hn::DFromV<Vector> d;
  const Vector one = hn::Set(d, 1.0f);
  return hn::Div(one, hn::Add(one, exp(hn::Neg(clamp(x, -80.0f, 80.0f)))));
}

/// exp(x) - 1 within 2 ulp. Requires -87.33 <= x <= 88.37.
template <class Vector>
HWY_INLINE Vector expm1(Vector x) {
  const hn::DFromV<Vector> d;
  Vector power, rest;
  split_exp(x, power, rest);
  return hn::MulAdd(power, rest, hn::Sub(power, hn::Set(d, 1.0f)));
}

/// tanh(x) = e / (e + 2), e = exp(2 |x|) - 1, with the sign of x; within 3 ulp.
template <class Vector>
HWY_INLINE Vector tanh(Vector x) {
  const hn::DFromV<Vector> d;
  const Vector doubled = hn::Abs(hn::Add(x, x));
  const Vector e = expm1(clamp(doubled, 0.0f, 20.0f));  // tanh(10) is 1 in float
  return hn::CopySignToAbs(hn::Div(e, hn::Add(e, hn::Set(d, 2.0f))), x);
}

/// log(1 + x) = 2 atanh(s), s = x / (2 + x), within 3 ulp. Requires 0 <= x <= 1.
template <class Vector>
HWY_INLINE Vector log1p(Vector x) {
  const hn::DFromV<Vector> d;
  const Vector s = hn::Div(x, hn::Add(x, hn::Set(d, 2.0f)));
  const Vector above = hn::Max(s, hn::Set(d, 1e-15f));  // its square is no denormal
  const Vector t = hn::Mul(above, above);
  // atanh(s) = s (1 + t p(t)), least largest error: 4.6e-9
  Vector p = hn::Set(d, 0.14012232422828674f);
  p = hn::MulAdd(p, t, hn::Set(d, 0.13999569416046143f));
  p = hn::MulAdd(p, t, hn::Set(d, 0.20010849833488464f));
  p = hn::MulAdd(p, t, hn::Set(d, 0.3333320617675781f));
  const Vector doubled = hn::Add(s, s);
  return hn::MulAdd(hn::Mul(t, p), doubled, doubled);
}

/// erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x; within 2 ulp.
template <class Vector>
HWY_INLINE Vector erf(Vector x) {
  const hn::DFromV<Vector> d;
  const Vector size = clamp(hn::Abs(x), 0.0f, 3.95f);  // erf(3.95) is 1 in float
  // x + x p(x^2) for |x| < 0.9, least largest relative error: 1.2e-8
  const Vector square = hn::Mul(size, size);
  Vector p = hn::Set(d, -0.0006090357783250511f);
  p = hn::MulAdd(p, square, hn::Set(d, 0.0050119622610509396f));
  p = hn::MulAdd(p, square, hn::Set(d, -0.02677890844643116f));
  p = hn::MulAdd(p, square, hn::Set(d, 0.11282140761613846f));
  p = hn::MulAdd(p, square, hn::Set(d, -0.3761252462863922f));
  p = hn::MulAdd(p, square, hn::Set(d, 0.12837915122509003f));
  const Vector inner = hn::MulAdd(p, size, size);
  // 1 - exp(q(|x|)) beyond, least largest error: 1.7e-9
  Vector q = hn::Set(d, 0.0001982206740649417f);
  q = hn::MulAdd(q, size, hn::Set(d, -0.0030654994770884514f));
  q = hn::MulAdd(q, size, hn::Set(d, 0.022315246984362602f));
  q = hn::MulAdd(q, size, hn::Set(d, -0.10411374270915985f));
  q = hn::MulAdd(q, size, hn::Set(d, -0.6369760036468506f));
  q = hn::MulAdd(q, size, hn::Set(d, -1.127797245979309f));
  q = hn::MulAdd(q, size, hn::Set(d, -0.00016643933486193419f));
  const Vector outer = hn::Sub(hn::Set(d, 1.0f), exp(q));
  return hn::CopySignToAbs(hn::IfThenElse(hn::Lt(size, hn::Set(d, 0.9f)), inner, outer), x);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
