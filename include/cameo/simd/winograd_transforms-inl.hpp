// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compat-inl.hpp"

// The three transforms of Winograd's F(4x4, 3x3), each along one axis for a vector of channels or filters.
// No product is an operand of an addition, so that no compiler fuses what another one leaves apart.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// d <- B' d for the 6 vectors d[0], d[Step], ...
template <int Step>
HWY_INLINE void winograd_input_axis(FloatVector* d) {
  const Floats f;
  const auto two = hn::Set(f, 2.0f), four = hn::Set(f, 4.0f), five = hn::Set(f, 5.0f);
  const auto d0 = d[0], d1 = d[Step], d2 = d[2 * Step], d3 = d[3 * Step], d4 = d[4 * Step], d5 = d[5 * Step];
  const auto even = hn::NegMulAdd(four, d2, d4), odd = hn::NegMulAdd(four, d1, d3);
  const auto d42 = hn::Sub(d4, d2), d31 = hn::Sub(d3, d1);
  d[0] = hn::MulAdd(four, d0, hn::NegMulAdd(five, d2, d4));
  d[Step] = hn::Add(even, odd);
  d[2 * Step] = hn::Sub(even, odd);
  d[3 * Step] = hn::MulAdd(two, d31, d42);
  d[4 * Step] = hn::NegMulAdd(two, d31, d42);
  d[5 * Step] = hn::MulAdd(four, d1, hn::NegMulAdd(five, d3, d5));
}

/// u <- G g: 6 vectors u[0], u[UStep], ... from the 3 vectors g[0], g[GStep], g[2 GStep].
template <int UStep, int GStep>
HWY_INLINE void winograd_kernel_axis(const FloatVector* g, FloatVector* u) {
  const Floats f;
  const auto sixth = hn::Set(f, 1.0f / 6), twelfth = hn::Set(f, 1.0f / 12), part = hn::Set(f, 1.0f / 24);
  const auto g0 = g[0], g1 = g[GStep], g2 = g[2 * GStep];
  const auto one = hn::Mul(hn::Set(f, -1.0f / 6), hn::Add(g0, g2));
  const auto two = hn::MulAdd(part, g0, hn::Mul(sixth, g2));
  u[0] = hn::Mul(hn::Set(f, 0.25f), g0);
  u[UStep] = hn::NegMulAdd(sixth, g1, one);
  u[2 * UStep] = hn::MulAdd(sixth, g1, one);
  u[3 * UStep] = hn::MulAdd(twelfth, g1, two);
  u[4 * UStep] = hn::NegMulAdd(twelfth, g1, two);
  u[5 * UStep] = g2;
}

/// y <- A' m: 4 vectors y[0], y[1], ... from the 6 vectors m[0], m[1], ...
HWY_INLINE void winograd_output_axis(const FloatVector (&m)[6], FloatVector (&y)[4]) {
  const Floats f;
  const auto a = hn::Add(m[1], m[2]), b = hn::Sub(m[1], m[2]);
  const auto c = hn::Add(m[3], m[4]), d = hn::Sub(m[3], m[4]);
  y[0] = hn::Add(hn::Add(m[0], a), c);
  y[1] = hn::MulAdd(hn::Set(f, 2.0f), d, b);
  y[2] = hn::MulAdd(hn::Set(f, 4.0f), c, a);
  y[3] = hn::Add(hn::MulAdd(hn::Set(f, 8.0f), d, b), m[5]);
}

/// B' d B of 6 x 6 pixels, for a vector of channels.
HWY_INLINE void winograd_input(const float* HWY_RESTRICT pixels, int row, int column,  // steps between pixels
                               float* HWY_RESTRICT v, int v_point) {
  const Floats f;
  FloatVector d[36];
  CAMEO_UNROLL
  for (int i = 0; i < 36; ++i) d[i] = hn::LoadU(f, pixels + i / 6 * row + i % 6 * column);
  CAMEO_UNROLL
  for (int x = 0; x < 6; ++x) winograd_input_axis<6>(d + x);
  CAMEO_UNROLL
  for (int y = 0; y < 6; ++y) winograd_input_axis<1>(d + 6 * y);
  CAMEO_UNROLL
  for (int i = 0; i < 36; ++i) hn::StoreU(d[i], f, v + i * v_point);
}

/// G g G' of 3 x 3 weights, for a vector of filters.
HWY_INLINE void winograd_kernel(const FloatVector (&g)[9], float* HWY_RESTRICT u, int u_point) {
  FloatVector half[18], full[36];
  CAMEO_UNROLL
  for (int x = 0; x < 3; ++x) winograd_kernel_axis<3, 3>(g + x, half + x);
  CAMEO_UNROLL
  for (int y = 0; y < 6; ++y) winograd_kernel_axis<1, 1>(half + 3 * y, full + 6 * y);
  CAMEO_UNROLL
  for (int i = 0; i < 36; ++i) hn::StoreU(full[i], Floats(), u + i * u_point);
}

/// A' times column `x` of M; `bias` adds to the point (1, 1).
HWY_INLINE void winograd_output_column(const float* HWY_RESTRICT m, int m_point, int x, FloatVector bias,
                                       FloatVector (&half)[4]) {
  FloatVector column[6];
  CAMEO_UNROLL
  for (int i = 0; i < 6; ++i) column[i] = hn::LoadU(Floats(), m + (6 * i + x) * m_point);
  if (x == 1) column[1] = hn::Add(column[1], bias);
  winograd_output_axis(column, half);
}

/// y[4][4] = A' M A + bias, for a vector of filters. The point (1, 1) adds to all 16 outputs alike. M goes
/// column by column into the 16 sums, since 36 vectors do not fit the registers.
HWY_INLINE void winograd_output(const float* HWY_RESTRICT m, int m_point, FloatVector bias,
                                FloatVector (&y)[16]) {
  const Floats f;
  FloatVector left[4], right[4];
  winograd_output_column(m, m_point, 1, bias, left);
  winograd_output_column(m, m_point, 2, bias, right);
  CAMEO_UNROLL
  for (int q = 0; q < 4; ++q) {
    y[4 * q + 2] = hn::Add(left[q], right[q]);
    y[4 * q + 3] = hn::Sub(left[q], right[q]);
  }
  winograd_output_column(m, m_point, 0, bias, left);
  CAMEO_UNROLL
  for (int q = 0; q < 4; ++q) y[4 * q] = hn::Add(left[q], y[4 * q + 2]);
  winograd_output_column(m, m_point, 3, bias, left);
  winograd_output_column(m, m_point, 4, bias, right);
  CAMEO_UNROLL
  for (int q = 0; q < 4; ++q) {
    const auto c = hn::Add(left[q], right[q]), d = hn::Sub(left[q], right[q]);
    y[4 * q] = hn::Add(y[4 * q], c);
    y[4 * q + 1] = hn::MulAdd(hn::Set(f, 2.0f), d, y[4 * q + 3]);
    y[4 * q + 2] = hn::MulAdd(hn::Set(f, 4.0f), c, y[4 * q + 2]);
    y[4 * q + 3] = hn::MulAdd(hn::Set(f, 8.0f), d, y[4 * q + 3]);
  }
  winograd_output_column(m, m_point, 5, bias, left);
  CAMEO_UNROLL
  for (int q = 0; q < 4; ++q) y[4 * q + 3] = hn::Add(y[4 * q + 3], left[q]);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
