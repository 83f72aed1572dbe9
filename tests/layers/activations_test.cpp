// SPDX-License-Identifier: MIT
#include "cameo/layers/activations-inl.hpp"

#include <limits>

#include "layers/run_layer.hpp"

using namespace cameo;
using namespace cameo_test;

namespace {

template <class L, class Function, class Derivative>
void check_elementwise(Function function, Derivative derivative) {
  for_each_shape([&]<class In>() {
    const LayerRun<L, In> run;
    check_layer_values(run,
                       reference::elementwise(in_double(run.x), in_double(run.dy), function, derivative));
  });
}

template <class In>
void check_softmax(float limit) {
  const LayerRun<Softmax, In> run(random_values(1, 3 * In::size, limit));
  check_layer_values(run, reference::softmax(in_double(run.x), in_double(run.dy), In::channels));
}

}  // namespace

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
  CHECK(std::isnan(LayerRun<Softmax, In>(x).y[20]));
  CHECK_FALSE(std::isnan(LayerRun<Softmax, In>(x).y[0]));
}
