// SPDX-License-Identifier: MIT
#include "cameo/simd/math-inl.hpp"

#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "reference/ulp.hpp"

HWY_BEFORE_NAMESPACE();
namespace math_test {

namespace simd = cameo::HWY_NAMESPACE;
namespace hn = hwy::HWY_NAMESPACE;

struct Exp {
  template <class V>
  static HWY_INLINE V of(V x) {
    return simd::exp(x);
  }
};
struct Sigmoid {
  template <class V>
  static HWY_INLINE V of(V x) {
    return simd::sigmoid(x);
  }
};
struct Tanh {
  template <class V>
  static HWY_INLINE V of(V x) {
    return simd::tanh(x);
  }
};
struct Expm1 {
  template <class V>
  static HWY_INLINE V of(V x) {
    return simd::expm1(simd::clamp(x, -87.33f, 88.37f));
  }
};
struct Log1p {
  template <class V>
  static HWY_INLINE V of(V x) {
    return simd::log1p(simd::clamp(hn::Abs(x), 0.0f, 1.0f));
  }
};
struct Erf {
  template <class V>
  static HWY_INLINE V of(V x) {
    return simd::erf(x);
  }
};

/// Function of every value, in vectors of at most `lanes`; x.size() is a multiple of 16.
template <class Function, int lanes>
std::vector<float> apply(const std::vector<float>& x) {
  const hn::CappedTag<float, lanes> d;
  std::vector<float> y(x.size());
  for (std::size_t i = 0; i < x.size(); i += hn::Lanes(d))
    hn::StoreU(Function::of(hn::LoadU(d, x.data() + i)), d, y.data() + i);
  return y;
}

}  // namespace math_test
HWY_AFTER_NAMESPACE();

namespace math_test {

/// Every 3001st float from 0 to `largest`, with both signs.
std::vector<float> floats_to(float largest) {
  std::vector<float> x;
  for (std::uint32_t bits = 0; bits <= std::bit_cast<std::uint32_t>(largest); bits += 3001) {
    x.push_back(std::bit_cast<float>(bits));
    x.push_back(-x.back());
  }
  x.push_back(largest);
  x.push_back(-largest);
  x.resize((x.size() + 15) / 16 * 16);
  return x;
}

template <class Function, class Exact>
double worst_ulp(float largest, Exact exact) {
  const std::vector<float> x = floats_to(largest), y = apply<Function, 16>(x);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    worst = std::max(worst, reference::ulp_error(y[i], exact(static_cast<double>(x[i]))));
  return worst;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

template <class Function>
void check_lanes() {
  const std::vector<float> x = floats_to(100);
  const std::vector<float> y = apply<Function, 16>(x);
  CHECK(same_bits(apply<Function, 1>(x), y));
  CHECK(same_bits(apply<Function, 4>(x), y));
}

template <class Function>
float at(float x) {
  return apply<Function, 16>(std::vector<float>(16, x)).front();
}

TEST_CASE("exp and its kin keep their error bounds") {
  CHECK(worst_ulp<Exp>(87.33f, [](double x) { return std::exp(x); }) <= 1.1);
  CHECK(worst_ulp<Sigmoid>(80, [](double x) { return 1 / (1 + std::exp(-x)); }) <= 2.5);
  CHECK(worst_ulp<Tanh>(100, [](double x) { return std::tanh(x); }) <= 3);
  CHECK(worst_ulp<Expm1>(87.33f, [](double x) { return std::expm1(x); }) <= 2);
  CHECK(worst_ulp<Log1p>(1, [](double x) { return std::log1p(std::fabs(x)); }) <= 3);
  CHECK(worst_ulp<Erf>(100, [](double x) { return std::erf(x); }) <= 2);
}

TEST_CASE("exp and its kin give the same bits for every number of lanes") {
  check_lanes<Exp>();
  check_lanes<Sigmoid>();
  check_lanes<Tanh>();
  check_lanes<Expm1>();
  check_lanes<Log1p>();
  check_lanes<Erf>();
}

TEST_CASE("exp and its kin far out") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK(at<Exp>(0) == 1);
  CHECK(at<Exp>(infinity) == at<Exp>(88.37f));
  CHECK(at<Exp>(-infinity) >= std::numeric_limits<float>::min());
  CHECK(at<Sigmoid>(infinity) == 1);
  CHECK(at<Sigmoid>(-infinity) == at<Sigmoid>(-80));
  CHECK(at<Tanh>(infinity) == 1);
  CHECK(at<Tanh>(-infinity) == -1);
  CHECK(std::signbit(at<Tanh>(-0.0f)));
  CHECK(at<Erf>(infinity) == 1);
  CHECK(at<Erf>(-infinity) == -1);
  CHECK(std::signbit(at<Erf>(-0.0f)));
  CHECK(at<Expm1>(0) == 0);
  CHECK(at<Log1p>(0) == 0);
}

TEST_CASE("exp and its kin of NaN are NaN") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(at<Exp>(nan)));
  CHECK(std::isnan(at<Sigmoid>(nan)));
  CHECK(std::isnan(at<Tanh>(nan)));
  CHECK(std::isnan(at<Expm1>(nan)));
  CHECK(std::isnan(at<Log1p>(nan)));
  CHECK(std::isnan(at<Erf>(nan)));
}

}  // namespace math_test
