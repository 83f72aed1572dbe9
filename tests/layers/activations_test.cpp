// SPDX-License-Identifier: MIT
#include "cameo/layers/activations-inl.hpp"

#include <limits>
#include <numbers>

#include "cameo/testing/check_layer.hpp"
#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace activations_test {

template <class L, class Function, class Derivative>
void check_elementwise(Function function, Derivative derivative, float limit = 3) {
  for_each_shape([&]<class In>() {
    const LayerRun<L, In> run(random_values(1, 3 * In::size, limit));
    check_layer_values(run,
                       reference::elementwise(in_double(run.x), in_double(run.dy), function, derivative));
  });
}

template <class In>
void check_softmax(float limit) {
  const LayerRun<Softmax, In> run(random_values(1, 3 * In::size, limit));
  check_layer_values(run, reference::softmax(in_double(run.x), in_double(run.dy), In::channels));
}

/// y and dx / dy of each x, far out and at the kinks.
template <class L>
void check_points(std::vector<float> x, const reference::Values& y, const reference::Values& slopes) {
  CAPTURE(L::name);
  const std::size_t count = x.size();
  x.resize(3 * 16, 0.5f);
  const LayerRun<L, Shape<16>> run(x);
  for (std::size_t i = 0; i < count; ++i) {
    CAPTURE(x[i]);
    CHECK(static_cast<double>(run.y[i]) == Approx(y[i]).epsilon(1e-6).margin(1e-15));
    CHECK(static_cast<double>(run.dx[i] / run.dy[i]) == Approx(slopes[i]).epsilon(1e-6).margin(1e-15));
  }
}

double normal_below(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

TEST_CASE("ReLU") {
  check_elementwise<ReLU>([](double x) { return x > 0 ? x : 0; }, [](double x) { return x > 0 ? 1.0 : 0.0; });
}

TEST_CASE("LeakyReLU") {
  constexpr double slope = static_cast<double>(0.2f);
  check_elementwise<LeakyReLU<0.2f>>([](double x) { return x > 0 ? x : slope * x; },
                                     [](double x) { return x > 0 ? 1.0 : slope; });
}

TEST_CASE("Sigmoid") {
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  check_elementwise<Sigmoid>(sigmoid, [&](double x) { return sigmoid(x) * (1 - sigmoid(x)); });
}

TEST_CASE("Tanh") {
  check_elementwise<Tanh>([](double x) { return std::tanh(x); },
                          [](double x) { return 1 - std::tanh(x) * std::tanh(x); });
}

TEST_CASE("ReLU6") {
  check_elementwise<ReLU6>([](double x) { return std::clamp(x, 0.0, 6.0); },
                           [](double x) { return x > 0 && x < 6 ? 1.0 : 0.0; }, 12);
  check_points<ReLU6>({0, 6, 5.9999995f, -1e30f, 1e30f}, {0, 6, 5.9999995, 0, 6}, {0, 0, 1, 0, 0});
}

TEST_CASE("ELU") {
  constexpr double alpha = static_cast<double>(0.7f);
  check_elementwise<ELU<0.7f>>([](double x) { return x > 0 ? x : alpha * std::expm1(x); },
                               [](double x) { return x > 0 ? 1 : alpha * std::exp(x); });
  check_points<ELU<>>({0, -1, -1e30f, 1e30f}, {0, -0.6321205588285577, -1, 1e30},
                      {1, 0.36787944117144233, 0, 1});
}

TEST_CASE("SiLU") {
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  check_elementwise<SiLU>([&](double x) { return x * sigmoid(x); },
                          [&](double x) { return sigmoid(x) * (1 + x * (1 - sigmoid(x))); }, 12);
  check_points<SiLU>({0, 1, -100, 1e30f}, {0, 0.7310585786300049, 0, 1e30}, {0.5, 0.9276705118714867, 0, 1});
}

TEST_CASE("GELU is Keras's default, by erf") {
  check_elementwise<GELU>(
      [](double x) { return x * normal_below(x); },
      [](double x) { return normal_below(x) + x * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); },
      6);
  check_points<GELU>({0, 1, -1, -1e30f, 1e30f}, {0, 0.8413447460685429, -0.15865525393145707, 0, 1e30},
                     {0.5, 1.0833154705876864, -0.0833154705876864, 0, 1});
}

TEST_CASE("ApproximateGELU is Keras's with approximate=True, by tanh") {
  const double factor = std::sqrt(2 / std::numbers::pi), cubic = 0.044715;
  const auto part = [=](double x) { return std::tanh(factor * (x + cubic * x * x * x)); };
  check_elementwise<ApproximateGELU>([=](double x) { return x / 2 * (1 + part(x)); },
                                     [=](double x) {
                                       const double slope = factor * (1 + 3 * cubic * x * x);
                                       return (1 + part(x) + x * (1 - part(x) * part(x)) * slope) / 2;
                                     },
                                     6);
  check_points<ApproximateGELU>({0, 1, -1e30f, 1e30f}, {0, 0.8411919906082768, 0, 1e30},
                                {0.5, 1.0829640838457826, 0, 1});
}

TEST_CASE("Softplus") {
  check_elementwise<Softplus>([](double x) { return std::log1p(std::exp(x)); },
                              [](double x) { return 1 / (1 + std::exp(-x)); }, 12);
  check_points<Softplus>({0, 1, -20, -1e30f, 1e30f},
                         {std::numbers::ln2, 1.3132616875182228, 2.0611536203143e-9, 0, 1e30},
                         {0.5, 0.7310585786300049, 2.0611536181902e-9, 0, 1});
}

TEST_CASE("HardSigmoid is Keras 3's: its slope is 1 / 6") {
  check_elementwise<HardSigmoid>([](double x) { return std::clamp(x + 3, 0.0, 6.0) / 6; },
                                 [](double x) { return x > -3 && x < 3 ? 1.0 / 6 : 0.0; }, 6);
  check_points<HardSigmoid>({-3, 3, -2.9999998f, 2.999999f, 1, -1e30f, 1e30f},
                            {0, 1, 3.97364e-8, 0.9999998410542806, 2.0 / 3, 0, 1},
                            {0, 0, 1.0 / 6, 1.0 / 6, 1.0 / 6, 0, 0});
}

TEST_CASE("HardSwish") {
  check_elementwise<HardSwish>([](double x) { return x * std::clamp(x + 3, 0.0, 6.0) / 6; },
                               [](double x) { return x <= -3  ? 0
                                                     : x >= 3 ? 1
                                                              : (2 * x + 3) / 6; }, 6);
  check_points<HardSwish>({-3, 3, 1, -1e30f, 1e30f}, {0, 3, 2.0 / 3, 0, 1e30}, {0, 1, 5.0 / 6, 0, 1});
}

TEST_CASE("check_layer agrees with the activations") {
  using In = Shape<3, 2, 7>;
  CHECK(check_layer<ReLU6, In>().message() == "");
  CHECK(check_layer<ELU<0.5f>, In>().message() == "");
  CHECK(check_layer<SiLU, In>().message() == "");
  CHECK(check_layer<GELU, In>().message() == "");
  CHECK(check_layer<ApproximateGELU, In>().message() == "");
  CHECK(check_layer<Softplus, In>().message() == "");
  CHECK(check_layer<HardSigmoid, In>().message() == "");
  CHECK(check_layer<HardSwish, In>().message() == "");
}

TEST_CASE("Softmax over the last axis") {
  check_softmax<Shape<2>>(3);
  check_softmax<Shape<10>>(3);
  check_softmax<Shape<1000>>(3);
  check_softmax<Shape<3, 5, 17>>(3);
  check_softmax<Shape<37>>(300);  // far from 0 no exponential overflows
}

TEST_CASE("Activations keep a NaN, so that nobody trains on it unseen") {
  using In = Shape<19>;
  std::vector<float> x = random_values(1, 3 * In::size, 1);
  x[20] = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(LayerRun<ReLU, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<LeakyReLU<>, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<Sigmoid, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<Tanh, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<ReLU6, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<ELU<>, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<SiLU, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<GELU, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<ApproximateGELU, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<Softplus, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<HardSigmoid, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<HardSwish, In>(x).y[20]));
  CHECK(std::isnan(LayerRun<Softmax, In>(x).y[20]));
  CHECK_FALSE(std::isnan(LayerRun<Softmax, In>(x).y[0]));
}

}  // namespace activations_test
