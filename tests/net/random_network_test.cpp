// SPDX-License-Identifier: MIT
#include "net/random_network.hpp"

#include <memory>

#include "cameo/testing/store_gradient.hpp"
#include "catch.hpp"
#include "reference/interpreter.hpp"

using namespace cameo;
using reference::Values;

// Each takes seconds to compile: few of them in a build for this machine alone.
#ifndef CAMEO_RANDOM_NETWORKS
#define CAMEO_RANDOM_NETWORKS 6
#endif

namespace random_network_test {

constexpr int samples = 3;

template <class Net>
struct Drawn {
  Parameters<Net> parameters;
  std::vector<float> x = std::vector<float>(samples * Net::Input::size), y = std::vector<float>(samples * 3);

  explicit Drawn(std::uint64_t seed) {
    parameters.initialize(seed);
    for (const ParameterTensor& tensor : parameter_tensors<Net>) {  // biases, gammas and statistics too
      std::uint64_t i = 0;
      for (float& value : parameters.of(tensor))
        value += (random_uniform(tensor.offset + seed, i++) - 0.4f) / 4;
    }
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 2 * random_uniform(seed, i) - 1;
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = random_uniform(seed + 1, i);
  }
};

Values in_double(std::span<const float> values) { return {values.begin(), values.end()}; }

double squared_error(const Values& p, const std::vector<float>& y) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i)
    sum += (p[i] - static_cast<double>(y[i])) * (p[i] - static_cast<double>(y[i]));
  return sum / static_cast<double>(p.size());
}

void check_near(const std::vector<float>& found, const Values& expected) {
  double worst = 0, largest = 1;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::fabs(static_cast<double>(found[i]) - expected[i]));
    largest = std::max(largest, std::fabs(expected[i]));
  }
  CHECK(worst <= 2e-5 * largest);
}

/// The slope of the loss along a direction in the parameters of one tensor.
template <class Net>
double slope(const Drawn<Net>& drawn, const ParameterTensor& tensor, const Values& direction) {
  const auto loss = [&](double step) {
    Values w = in_double(drawn.parameters.values);
    for (std::size_t i = 0; i < direction.size(); ++i) w[tensor.offset + i] += step * direction[i];
    return squared_error(reference::interpret<Net>(in_double(drawn.x), w, {samples, true}), drawn.y);
  };
  return (loss(1e-6) - loss(-1e-6)) / 2e-6;
}

template <std::uint64_t Seed>
void check_network() {
  using Net = cameo_test::RandomNetwork<Seed>;
  CAPTURE(Seed, Net::layers);
  const auto drawn = std::make_unique<Drawn<Net>>(Seed);
  const Values x = in_double(drawn->x), w = in_double(drawn->parameters.values);

  const auto predictor = std::make_unique<Predictor<Net, Batch<2>>>();
  predictor->parameters() = drawn->parameters;
  std::vector<float> p(drawn->y.size());
  REQUIRE(!predictor->predict(drawn->x, p));
  const Values predicted = reference::interpret<Net>(x, w, {samples, false});
  check_near(p, predicted);

  const auto trainer = std::make_unique<Trainer<Net, MeanSquaredError, StoreGradient, Batch<samples>>>();
  trainer->parameters() = drawn->parameters;
  REQUIRE(!trainer->predict(drawn->x, p));
  check_near(p, predicted);
  const auto scores = trainer->train_on_batch(drawn->x, drawn->y);
  REQUIRE(!scores.error);
  const double loss = squared_error(reference::interpret<Net>(x, w, {samples, true}), drawn->y);
  CHECK(static_cast<double>(scores.loss) == Approx(loss).epsilon(2e-5));

  double largest = 0;
  std::vector<std::pair<double, double>> slopes;
  for (const ParameterTensor& tensor : parameter_tensors<Net>) {
    if (!tensor.spec.trainable) continue;
    const auto gradient = trainer->optimizer_state()[0].of(tensor);
    Values direction(gradient.size());
    double dot = 0;
    for (std::size_t i = 0; i < direction.size(); ++i) {
      direction[i] = random_bits(Seed, tensor.offset + i) % 2 == 0 ? 1 : -1;
      dot += direction[i] * static_cast<double>(gradient[i]);
    }
    slopes.emplace_back(dot, slope(*drawn, tensor, direction));
    largest = std::max(largest, std::fabs(slopes.back().second));
  }
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    CAPTURE(i, slopes[i].first, slopes[i].second);
    CHECK(std::fabs(slopes[i].first - slopes[i].second) <= 2e-4 * largest + 1e-7);
  }
}

template <std::uint64_t First, std::uint64_t... Seed>
void check_networks(std::integer_sequence<std::uint64_t, Seed...>) {
  (check_network<First + Seed>(), ...);
}

TEST_CASE("random networks: predictions, losses and gradients are those of a plain interpreter") {
  check_networks<0>(std::make_integer_sequence<std::uint64_t, CAMEO_RANDOM_NETWORKS>{});
}

}  // namespace random_network_test
