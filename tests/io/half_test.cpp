// SPDX-License-Identifier: MIT
#include "cameo/io/half.hpp"

#include <cmath>

#include "catch.hpp"

using cameo::float_of_bfloat;
using cameo::float_of_half;

static_assert(float_of_half(0x3C00) == 1.0f && float_of_half(0xC500) == -5.0f);
static_assert(float_of_half(0x7BFF) == 65504.0f && float_of_half(0x0001) == 0x1p-24f);
static_assert(float_of_bfloat(0x3F80) == 1.0f && float_of_bfloat(0xC0A0) == -5.0f);

TEST_CASE("Every half has the value of its bits") {
  int wrong = 0;
  for (int bits = 0; bits < 0x10000; ++bits) {
    const float value = float_of_half(static_cast<std::uint16_t>(bits));
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double expected = exponent == 31  ? (fraction == 0 ? INFINITY : NAN)
                            : exponent == 0 ? std::ldexp(fraction, -24)
                                            : std::ldexp(1024 + fraction, exponent - 25);
    const bool same = std::isnan(expected) ? std::isnan(value) : std::abs(value) == expected;
    wrong += !same || std::signbit(value) != (bits >= 0x8000);
  }
  CHECK(wrong == 0);
}
