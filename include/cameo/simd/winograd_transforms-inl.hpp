// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compiler-inl.hpp"
#include "cameo/simd/load_as_floats-inl.hpp"
#include "cameo/simd/parts-inl.hpp"

// The transforms of Winograd's F(4x4, 3x3), of its gradient, of F(2x2, 5x5) and F(3x3, 4x4), each along one
// axis for a vector of channels or filters, with the points 0, a, -a, 2a, -2a and infinity; of F(4x4, 2x2)
// without -2a, and of F(2x2, 3x3) without 2a as well. With a = 3/4, whose powers are exact, the mean error is
// half and the largest a third of those with the usual a = 1 (3 and 32 channels, float against double); 5/8
// is as good, 1/2 as bad as 1. No product is an operand of an addition, so that no compiler fuses what
// another one leaves apart.

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// a, and powers of the points a and b = 2a. Products with powers of two are exact where multiply-add rounds
/// twice.
inline constexpr float winograd_a = fused_multiply_add ? 0.75f : 1.0f, winograd_b = 2 * winograd_a;
inline constexpr float winograd_a2 = winograd_a * winograd_a, winograd_b2 = winograd_b * winograd_b;

/// d <- B' d for the 4 to 6 vectors d[0], d[Step], ...
template <int Points, int Step>
HWY_INLINE void winograd_input_axis(FloatVector* d) {
  const Floats f;
  const auto a = hn::Set(f, winograd_a), a2 = hn::Set(f, winograd_a2);
  const auto b = hn::Set(f, winograd_b), b2 = hn::Set(f, winograd_b2);
  const auto d0 = d[0], d1 = d[Step], d2 = d[2 * Step], d3 = d[3 * Step];
  if constexpr (Points == 4) {
    d[0] = hn::NegMulAdd(a2, d0, d2);
    d[Step] = hn::MulAdd(a, d1, d2);
    d[2 * Step] = hn::NegMulAdd(a, d1, d2);
    d[3 * Step] = hn::NegMulAdd(a2, d1, d3);
    return;
  }
  const auto d4 = d[4 * Step];
  if constexpr (Points == 5) {
    const auto odd = hn::NegMulAdd(a2, d1, d3);
    d[0] = hn::NegMulAdd(b, hn::NegMulAdd(a2, d0, d2), odd);
    d[Step] = hn::NegMulAdd(b, hn::MulAdd(a, d1, d2), hn::MulAdd(a, d2, d3));
    d[2 * Step] = hn::NegMulAdd(b, hn::NegMulAdd(a, d1, d2), hn::NegMulAdd(a, d2, d3));
    d[3 * Step] = odd;
    d[4 * Step] = hn::NegMulAdd(b, odd, hn::NegMulAdd(a2, d2, d4));
    return;
  }
  const auto d5 = d[5 * Step];
  const auto product = hn::Set(f, winograd_a2 * winograd_b2), sum = hn::Set(f, winograd_a2 + winograd_b2);
  const auto even_a = hn::NegMulAdd(b2, d2, d4), odd_a = hn::NegMulAdd(b2, d1, d3);
  const auto even_b = hn::NegMulAdd(a2, d2, d4), odd_b = hn::NegMulAdd(a2, d1, d3);
  d[0] = hn::MulAdd(product, d0, hn::NegMulAdd(sum, d2, d4));
  d[Step] = hn::MulAdd(a, odd_a, even_a);
  d[2 * Step] = hn::NegMulAdd(a, odd_a, even_a);
  d[3 * Step] = hn::MulAdd(b, odd_b, even_b);
  d[4 * Step] = hn::NegMulAdd(b, odd_b, even_b);
  d[5 * Step] = hn::MulAdd(product, d1, hn::NegMulAdd(sum, d3, d5));
}

/// u <- G g: vectors u[0], u[UStep], ... from the `Taps` vectors g[0], g[GStep], ... The last one has the
/// power of a that the last row of y lacks.
template <int Points, int Taps, int UStep, int GStep>
HWY_INLINE void winograd_kernel_axis(const FloatVector* g, FloatVector* u) {
  constexpr auto a = static_cast<double>(winograd_a), b = static_cast<double>(winograd_b);
  constexpr auto a2 = static_cast<double>(winograd_a2), b2 = static_cast<double>(winograd_b2);
  const auto times = [](double factor, FloatVector v)
                         HWY_ATTR { return hn::Mul(hn::Set(Floats(), static_cast<float>(factor)), v); };
  const auto plus = [](double factor, FloatVector v, FloatVector sum) HWY_ATTR {
    return hn::MulAdd(hn::Set(Floats(), static_cast<float>(factor)), v, sum);
  };
  const auto g0 = g[0], g1 = g[GStep];
  if constexpr (Taps == 2) {
    constexpr double a3 = a2 * a;
    u[0] = times(1 / (a2 * b), g0);
    u[UStep] = plus(-a / (2 * a3), g1, times(-1 / (2 * a3), g0));
    u[2 * UStep] = plus(a / (6 * a3), g1, times(-1 / (6 * a3), g0));
    u[3 * UStep] = plus(b / (6 * a3), g1, times(1 / (6 * a3), g0));
    u[4 * UStep] = times(1 / a3, g1);
    return;
  }
  const auto g2 = g[2 * GStep];
  if constexpr (Points == 4) {
    const auto even = plus(1 / (2 * a2), g0, times(0.5, g2));
    u[0] = times(-1 / a2, g0);
    u[UStep] = plus(1 / (2 * a), g1, even);
    u[2 * UStep] = plus(-1 / (2 * a), g1, even);
    u[3 * UStep] = times(1 / a, g2);
    return;
  }
  constexpr double of_a = 1 / (2 * a2 * (a2 - b2)), of_b = 1 / (2 * b2 * (b2 - a2));
  u[0] = times(1 / (a2 * b2), g0);
  if constexpr (Taps == 3) {
    const auto even_a = plus(of_a, g0, times(of_a * a2, g2)), even_b = plus(of_b, g0, times(of_b * b2, g2));
    u[UStep] = plus(of_a * a, g1, even_a);
    u[2 * UStep] = plus(-of_a * a, g1, even_a);
    u[3 * UStep] = plus(of_b * b, g1, even_b);
    u[4 * UStep] = plus(-of_b * b, g1, even_b);
    u[5 * UStep] = times(1 / (a2 * a), g2);
  } else {
    const auto g3 = g[3 * GStep];
    auto even_a = times(of_a * a2, g2), even_b = times(of_b * b2, g2);
    u[5 * UStep] = times(1 / a2, g3);
    if constexpr (Taps == 5) {
      const auto g4 = g[4 * GStep];
      even_a = plus(of_a * a2, g2, times(of_a * a2 * a2, g4));
      even_b = plus(of_b * b2, g2, times(of_b * b2 * b2, g4));
      u[5 * UStep] = times(1 / a, g4);
    }
    even_a = plus(of_a, g0, even_a);
    even_b = plus(of_b, g0, even_b);
    const auto odd_a = plus(of_a * a, g1, times(of_a * a2 * a, g3));
    const auto odd_b = plus(of_b * b, g1, times(of_b * b2 * b, g3));
    u[UStep] = hn::Add(even_a, odd_a);
    u[2 * UStep] = hn::Sub(even_a, odd_a);
    u[3 * UStep] = hn::Add(even_b, odd_b);
    u[4 * UStep] = hn::Sub(even_b, odd_b);
  }
}

/// y <- A' m without the powers of a: `Side` vectors of outputs from 4 to 6 points.
template <int Points, int Side>
HWY_INLINE void winograd_output_axis(const FloatVector (&m)[Points], FloatVector (&y)[Side]) {
  const Floats f;
  const auto a = hn::Add(m[1], m[2]), b = hn::Sub(m[1], m[2]);
  if constexpr (Points == 4) {
    y[0] = hn::Add(m[0], a);
    y[1] = hn::Add(m[3], b);
    return;
  }
  const auto c = Points == 6 ? hn::Add(m[3], m[4]) : m[3], d = Points == 6 ? hn::Sub(m[3], m[4]) : m[3];
  y[0] = hn::Add(hn::Add(m[0], a), c);
  y[1] = hn::MulAdd(hn::Set(f, 2.0f), d, b);
  if constexpr (Side > 2) y[2] = hn::MulAdd(hn::Set(f, 4.0f), c, a);
  if constexpr (Side > 3) y[3] = hn::MulAdd(hn::Set(f, 8.0f), d, b);
  y[Side - 1] = hn::Add(y[Side - 1], m[Points - 1]);
}

/// w <- A dy, without the power of a in the last row: 6 vectors w[0], w[WStep], ... from the 4 vectors y[0],
/// y[YStep], ...
template <int WStep, int YStep>
HWY_INLINE void winograd_output_gradient_axis(const FloatVector* y, FloatVector* w) {
  const Floats f;
  const auto a = hn::Set(f, winograd_a), a2 = hn::Set(f, winograd_a2);
  const auto b = hn::Set(f, winograd_b), b2 = hn::Set(f, winograd_b2);
  const auto y0 = y[0], y1 = y[YStep], y2 = y[2 * YStep], y3 = y[3 * YStep];
  const auto even_a = hn::MulAdd(a2, y2, y0), odd_a = hn::MulAdd(a2, y3, y1);
  const auto even_b = hn::MulAdd(b2, y2, y0), odd_b = hn::MulAdd(b2, y3, y1);
  w[0] = y0;
  w[WStep] = hn::MulAdd(a, odd_a, even_a);
  w[2 * WStep] = hn::NegMulAdd(a, odd_a, even_a);
  w[3 * WStep] = hn::MulAdd(b, odd_b, even_b);
  w[4 * WStep] = hn::NegMulAdd(b, odd_b, even_b);
  w[5 * WStep] = y3;
}

/// g <- G' u, with the power of a that the last row of w lacks: 3 vectors g[0], g[GStep], ... from the 6
/// vectors u[0], u[UStep], ...
template <int GStep, int UStep>
HWY_INLINE void winograd_kernel_gradient_axis(const FloatVector* u, FloatVector* g) {
  constexpr auto a = static_cast<double>(winograd_a), b = static_cast<double>(winograd_b);
  constexpr auto a2 = static_cast<double>(winograd_a2), b2 = static_cast<double>(winograd_b2);
  constexpr double of_a = 1 / (2 * a2 * (a2 - b2)), of_b = 1 / (2 * b2 * (b2 - a2));
  const auto set = [](double factor) HWY_ATTR { return hn::Set(Floats(), static_cast<float>(factor)); };
  const auto sum_a = hn::Add(u[UStep], u[2 * UStep]), difference_a = hn::Sub(u[UStep], u[2 * UStep]);
  const auto sum_b = hn::Add(u[3 * UStep], u[4 * UStep]), difference_b = hn::Sub(u[3 * UStep], u[4 * UStep]);
  const auto u0 = u[0], u5 = u[5 * UStep];
  g[0] = hn::MulAdd(set(of_a), sum_a, hn::MulAdd(set(of_b), sum_b, hn::Mul(set(1 / (a2 * b2)), u0)));
  g[GStep] = hn::MulAdd(set(of_a * a), difference_a, hn::Mul(set(of_b * b), difference_b));
  g[2 * GStep] = hn::MulAdd(set(of_a * a2), sum_a, hn::MulAdd(set(of_b * b2), sum_b, u5));
}

/// Some rows of B' d B of 4 x 4 to 6 x 6 pixels, for a vector of channels.
template <int Points>
HWY_INLINE void winograd_input(const float* HWY_RESTRICT pixels, int row, int column,  // steps between pixels
                               float* HWY_RESTRICT v, int v_point, Range rows = {0, 6}) {
  const Floats f;
  FloatVector d[Points * Points];
  CAMEO_UNROLL
  for (int i = 0; i < Points * Points; ++i)
    d[i] = hn::LoadU(f, pixels + i / Points * row + i % Points * column);
  CAMEO_UNROLL
  for (int x = 0; x < Points; ++x) winograd_input_axis<Points, Points>(d + x);
  CAMEO_UNROLL
  for (int y = 0; y < Points; ++y) {
    if (!rows.has(y)) continue;
    winograd_input_axis<Points, 1>(d + Points * y);
    CAMEO_UNROLL
    for (int i = Points * y; i < Points * (y + 1); ++i) hn::StoreU(d[i], f, v + i * v_point);
  }
}

/// G g G' of phase (row, column) of `Window` x `Window` weights, for `Count` filters of a vector; what lies
/// outside of the window counts as zero. One function for all convolutions.
template <int Window, int Stride, int Points, int Count, class Weight>
HWY_NOINLINE void winograd_kernel(const Weight* HWY_RESTRICT w, int tap,  // step between weights
                                  int row, int column, float* HWY_RESTRICT u, int u_point) {
  constexpr int taps = (Window + Stride - 1) / Stride;
  FloatVector g[taps * taps], half[Points * taps], full[Points * Points];
  CAMEO_UNROLL
  for (int i = 0; i < taps * taps; ++i) {
    const int y = i / taps * Stride + row, x = i % taps * Stride + column;
    if (Stride > 1 && (y >= Window || x >= Window))
      g[i] = hn::Zero(Floats());
    else if constexpr (Count == max_lanes)
      g[i] = load_as_floats(Floats(), w + (y * Window + x) * tap);
    else
      g[i] = load_some_as_floats(Floats(), w + (y * Window + x) * tap, Count);
  }
  CAMEO_UNROLL
  for (int x = 0; x < taps; ++x) winograd_kernel_axis<Points, taps, taps, taps>(g + x, half + x);
  CAMEO_UNROLL
  for (int y = 0; y < Points; ++y)
    winograd_kernel_axis<Points, taps, 1, 1>(half + taps * y, full + Points * y);
  CAMEO_UNROLL
  for (int i = 0; i < Points * Points; ++i) hn::StoreU(full[i], Floats(), u + i * u_point);
}

/// Some rows of A dy A' of 4 x 4 gradients of outputs, gradient(row, column), of which the first `no_rows`
/// rows and `no_columns` columns count as zeros, for a vector of filters. Their sum is added to `sum`, where
/// it is not null.
template <class Gradient>
HWY_INLINE void winograd_output_gradient(const Gradient& gradient, int no_rows, int no_columns,
                                         float* HWY_RESTRICT w, int w_point, Range rows,
                                         float* HWY_RESTRICT sum) {
  const Floats f;
  FloatVector y[16], half[24], full[6];
  CAMEO_UNROLL
  for (int i = 0; i < 16; ++i)
    y[i] = i / 4 < no_rows || i % 4 < no_columns ? hn::Zero(f) : gradient(i / 4, i % 4);
  if (sum != nullptr) {
    FloatVector of_rows[4];
    CAMEO_UNROLL
    for (int i = 0; i < 16; i += 4)
      of_rows[i / 4] = hn::Add(hn::Add(y[i], y[i + 1]), hn::Add(y[i + 2], y[i + 3]));
    const auto all = hn::Add(hn::Add(of_rows[0], of_rows[1]), hn::Add(of_rows[2], of_rows[3]));
    hn::StoreU(hn::Add(hn::LoadU(f, sum), all), f, sum);
  }
  CAMEO_UNROLL
  for (int x = 0; x < 4; ++x) winograd_output_gradient_axis<4, 4>(y + x, half + x);
  CAMEO_UNROLL
  for (int i = 0; i < 6; ++i) {
    if (!rows.has(i)) continue;
    winograd_output_gradient_axis<1, 1>(half + 4 * i, full);
    CAMEO_UNROLL
    for (int j = 0; j < 6; ++j) hn::StoreU(full[j], f, w + (6 * i + j) * w_point);
  }
}

/// dg = G' U G for `Count` filters of a vector.
template <int Count>
HWY_NOINLINE void winograd_kernel_gradient(const float* HWY_RESTRICT u, int u_point, float* HWY_RESTRICT dw,
                                           int tap) {  // step between weights
  const Floats f;
  FloatVector full[6], half[18], g[9];
  CAMEO_UNROLL
  for (int i = 0; i < 6; ++i) {
    CAMEO_UNROLL
    for (int j = 0; j < 6; ++j) full[j] = hn::LoadU(f, u + (6 * i + j) * u_point);
    winograd_kernel_gradient_axis<1, 1>(full, half + 3 * i);
  }
  CAMEO_UNROLL
  for (int x = 0; x < 3; ++x) winograd_kernel_gradient_axis<3, 3>(half + x, g + x);
  CAMEO_UNROLL
  for (int i = 0; i < 9; ++i) {
    if constexpr (Count == max_lanes)
      hn::StoreU(g[i], f, dw + i * tap);
    else
      store_some(g[i], f, dw + i * tap, Count);
  }
}

/// winograd_output_axis of column `x` of M.
template <int Points, int Side>
HWY_INLINE void winograd_output_column(const float* HWY_RESTRICT m, int m_point, int x,
                                       FloatVector (&half)[Side]) {
  FloatVector column[Points];
  CAMEO_UNROLL
  for (int i = 0; i < Points; ++i) column[i] = hn::LoadU(Floats(), m + (Points * i + x) * m_point);
  winograd_output_axis(column, half);
}

/// A' M A without the powers of a, for a vector of filters. M goes column by column into the 16 sums, since
/// 25 or 36 vectors do not fit the registers.
template <int Points>
HWY_INLINE void winograd_output_sums(const float* HWY_RESTRICT m, int m_point, FloatVector (&y)[16]) {
  const Floats f;
  FloatVector left[4], right[4];
  winograd_output_column<Points>(m, m_point, 1, left);
  winograd_output_column<Points>(m, m_point, 2, right);
  CAMEO_UNROLL
  for (int q = 0; q < 4; ++q) {
    y[4 * q + 2] = hn::Add(left[q], right[q]);
    y[4 * q + 3] = hn::Sub(left[q], right[q]);
  }
  winograd_output_column<Points>(m, m_point, 0, left);
  CAMEO_UNROLL
  for (int q = 0; q < 4; ++q) y[4 * q] = hn::Add(left[q], y[4 * q + 2]);
  winograd_output_column<Points>(m, m_point, 3, left);
  if constexpr (Points == 6) winograd_output_column<Points>(m, m_point, 4, right);
  CAMEO_UNROLL
  for (int q = 0; q < 4; ++q) {
    const auto sum = Points == 6 ? hn::Add(left[q], right[q]) : left[q],
               difference = Points == 6 ? hn::Sub(left[q], right[q]) : left[q];
    y[4 * q] = hn::Add(y[4 * q], sum);
    y[4 * q + 1] = hn::MulAdd(hn::Set(f, 2.0f), difference, y[4 * q + 3]);
    y[4 * q + 2] = hn::MulAdd(hn::Set(f, 4.0f), sum, y[4 * q + 2]);
    y[4 * q + 3] = hn::MulAdd(hn::Set(f, 8.0f), difference, y[4 * q + 3]);
  }
  winograd_output_column<Points>(m, m_point, Points - 1, left);
  CAMEO_UNROLL
  for (int q = 0; q < 4; ++q) y[4 * q + 3] = hn::Add(y[4 * q + 3], left[q]);
}

/// The same of tiles of 2 x 2 or 3 x 3 outputs.
template <int Points, int Size>
HWY_INLINE void winograd_output_sums(const float* HWY_RESTRICT m, int m_point, FloatVector (&y)[Size]) {
  constexpr int side = Size == 4 ? 2 : 3;
  FloatVector rows[side][Points];
  CAMEO_UNROLL
  for (int x = 0; x < Points; ++x) {
    FloatVector column[side];
    winograd_output_column<Points>(m, m_point, x, column);
    CAMEO_UNROLL
    for (int q = 0; q < side; ++q) rows[q][x] = column[q];
  }
  CAMEO_UNROLL
  for (int q = 0; q < side; ++q) {
    FloatVector row[side];
    winograd_output_axis(rows[q], row);
    CAMEO_UNROLL
    for (int x = 0; x < side; ++x) y[q * side + x] = row[x];
  }
}

/// y = A' M A + bias, for a vector of filters.
template <int Points, int Size>
HWY_INLINE void winograd_output(const float* HWY_RESTRICT m, int m_point, FloatVector bias,
                                FloatVector (&y)[Size]) {
  winograd_output_sums<Points>(m, m_point, y);
  constexpr int side = Size == 16 ? 4 : Size == 9 ? 3 : 2;
  constexpr float a = winograd_a,
                  powers[7] = {
                      1, a, a * a, a * a * a, a * a * a * a, a * a * a * a * a, a * a * a * a * a * a};
  CAMEO_UNROLL
  for (int i = 0; i < Size; ++i)
    y[i] = hn::MulAdd(hn::Set(Floats(), powers[i / side + i % side]), y[i], bias);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
