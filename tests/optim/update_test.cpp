// SPDX-License-Identifier: MIT
#include "cameo/optim/update-inl.hpp"

#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;
using HWY_NAMESPACE::Update;

HWY_BEFORE_NAMESPACE();
namespace update_test {

/// Gradients of 1 for the vector of parameters at 5, and for parameter 40 alone; returns the vector's size.
std::size_t update_vectors(const Update<SGD>& update) {
  namespace hn = hwy::HWY_NAMESPACE;
  const HWY_NAMESPACE::Floats d;
  update.from(2)(d, 3, hn::Set(d, 1.0f));
  if (hn::Lanes(d) > 1) update.from(30).first_lanes(d, 10, hn::Set(d, 1.0f), 1);
  return hn::Lanes(d);
}

}  // namespace update_test
HWY_AFTER_NAMESPACE();

namespace update_test {

constexpr std::size_t size = 77;  // whole vectors and a rest on every target
constexpr std::size_t offset = 3;

float random(std::uint64_t key, std::size_t i) { return 2 * random_uniform(key, i) - 1; }

/// The formulas of optimizers.hpp for one parameter, in double.
struct Reference {
  double w, first = 0, second = 0;

  void step(const SGD& sgd, double g, int) {
    const double momentum = static_cast<double>(sgd.momentum), rate = static_cast<double>(sgd.learning_rate);
    first = momentum * first - rate * g;
    w += sgd.nesterov ? momentum * first - rate * g : first;
  }
  /// `decays`: the tensor is one that weight decay shrinks.
  template <class Decaying>
  requires DecaysWeights<Decaying>
  void step(const Decaying& optimizer, double g, int t, bool decays) {
    if (decays)
      w -= static_cast<double>(optimizer.learning_rate) * static_cast<double>(optimizer.weight_decay) * w;
    step(optimizer.without_decay(), g, t);
  }
  void step(const Adam& adam, double g, int t) {
    const double beta_1 = static_cast<double>(adam.beta_1), beta_2 = static_cast<double>(adam.beta_2);
    first = beta_1 * first + (1 - beta_1) * g;
    second = beta_2 * second + (1 - beta_2) * g * g;
    const double rate = static_cast<double>(adam.learning_rate) * std::sqrt(1 - std::pow(beta_2, t)) /
                        (1 - std::pow(beta_1, t));
    w -= rate * first / (std::sqrt(second) + static_cast<double>(adam.epsilon));
  }
};

/// Parameters with the state of an optimizer, and guards on both sides.
template <class Optimizer>
struct Parameters {
  std::vector<float> w = std::vector<float>(offset + size + 1);
  std::array<std::vector<float>, Optimizer::states> states;

  Parameters() {
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = random(1, i);
    states.fill(std::vector<float>(w.size()));
  }

  Update<Optimizer> update(const Optimizer& optimizer, std::uint64_t t) {
    std::array<float*, Optimizer::states> pointers;
    for (std::size_t slot = 0; slot < pointers.size(); ++slot) pointers[slot] = states[slot].data();
    return {optimizer, t, w.data(), pointers};
  }
};

template <class Optimizer>
void check_20_steps(const Optimizer& optimizer) {
  Parameters<Optimizer> parameters;
  const float before = parameters.w[offset - 1], after = parameters.w[offset + size];
  std::vector<Reference> references;
  for (std::size_t i = 0; i < size; ++i)
    references.push_back({static_cast<double>(parameters.w[offset + i])});

  for (int t = 1; t <= 20; ++t) {
    std::vector<float> g(size);
    for (std::size_t i = 0; i < size; ++i) {
      g[i] = random(static_cast<std::uint64_t>(t) + 1, i) * 0.1f;
      references[i].step(optimizer, static_cast<double>(g[i]), t);
    }
    parameters.update(optimizer, static_cast<std::uint64_t>(t)).from(offset).range(0, g.data(), size);
  }
  double worst = 0;
  for (std::size_t i = 0; i < size; ++i)
    worst = std::max(worst, std::fabs(static_cast<double>(parameters.w[offset + i]) - references[i].w));
  CHECK(worst <= 1e-6);
  CHECK(parameters.w[offset - 1] == before);
  CHECK(parameters.w[offset + size] == after);
  for (const auto& slot : parameters.states) CHECK((slot[offset - 1] == 0 && slot[offset + size] == 0));
}

TEST_CASE("20 steps of each optimizer against double") {
  check_20_steps(SGD{.learning_rate = 0.1f});
  check_20_steps(SGD{.learning_rate = 0.1f, .momentum = 0.9f});
  check_20_steps(SGD{.learning_rate = 0.1f, .momentum = 0.9f, .nesterov = true});
  check_20_steps(Adam{});
  check_20_steps(Adam{.learning_rate = 0.01f, .beta_1 = 0.8f, .beta_2 = 0.99f, .epsilon = 1e-3f});
}

template <class Optimizer>
void check_decay(const Optimizer& optimizer) {
  for (const bool decays : {true, false}) {
    Parameters<Optimizer> parameters;
    std::vector<Reference> references;
    for (const float value : parameters.w) references.push_back({static_cast<double>(value)});
    for (int t = 1; t <= 20; ++t) {
      std::vector<float> g(parameters.w.size());
      for (std::size_t i = 0; i < g.size(); ++i) {
        g[i] = random(static_cast<std::uint64_t>(t) + 1, i) * 0.1f;
        references[i].step(optimizer, static_cast<double>(g[i]), t, decays);
      }
      const auto update = parameters.update(optimizer, static_cast<std::uint64_t>(t));
      const auto& tensor = update.decayed(decays);
      tensor.range(0, g.data(), g.size());
    }
    double worst = 0;
    for (std::size_t i = 0; i < references.size(); ++i)
      worst = std::max(worst, std::fabs(static_cast<double>(parameters.w[i]) - references[i].w));
    CHECK(worst <= 1e-6);
  }
}

TEST_CASE("weight decay takes its part before the step, of tensors that decay") {
  check_decay(AdamW{.learning_rate = 0.01f, .weight_decay = 0.5f});
  check_decay(SGDW{.learning_rate = 0.1f, .momentum = 0.9f, .weight_decay = 0.1f});
}

TEST_CASE("without decay AdamW and SGDW are Adam and SGD to the bit") {
  const auto same = [](const auto& decaying, const auto& plain, bool decays) {
    Parameters<std::decay_t<decltype(decaying)>> one;
    Parameters<std::decay_t<decltype(plain)>> other;
    for (std::uint64_t t = 1; t <= 5; ++t) {
      std::vector<float> g(one.w.size());
      for (std::size_t i = 0; i < g.size(); ++i) g[i] = random(t, i);
      const auto update = one.update(decaying, t);
      const auto& tensor = update.decayed(decays);
      tensor.range(0, g.data(), g.size());
      other.update(plain, t).range(0, g.data(), g.size());
    }
    CHECK(one.w == other.w);
  };
  same(AdamW{}, Adam{}, false);
  same(AdamW{.weight_decay = 0}, Adam{}, true);
  same(SGDW{.momentum = 0.5f}, SGD{.momentum = 0.5f}, false);
}

TEST_CASE("Plain SGD is w - learning_rate * g to the bit") {
  Parameters<SGD> parameters;
  const std::vector<float> w = parameters.w;
  std::vector<float> g(w.size());
  for (std::size_t i = 0; i < g.size(); ++i) g[i] = random(9, i);
  parameters.update(SGD{.learning_rate = 0.1f}, 1).range(0, g.data(), g.size());
  for (std::size_t i = 0; i < g.size(); ++i) {
    volatile float product = 0.1f * g[i];  // volatile: rounded before it is subtracted
    REQUIRE(parameters.w[i] == w[i] - product);
  }
}

TEST_CASE("Zero gradients leave no denormals behind") {
  Parameters<Adam> adam;
  Parameters<SGD> sgd;
  const SGD momentum{.learning_rate = 0.1f, .momentum = 0.9f};
  const std::vector<float> one(size, 1.0f), zero(size, 0.0f);
  adam.update(Adam{}, 1).range(0, one.data(), size);
  sgd.update(momentum, 1).range(0, one.data(), size);
  for (std::uint64_t t = 2; t < 2000; ++t) {
    adam.update(Adam{}, t).range(0, zero.data(), size);
    sgd.update(momentum, t).range(0, zero.data(), size);
  }
  CHECK(adam.states[0][0] == 0);
  CHECK(adam.states[1][0] >= 1e-34f);
  CHECK(sgd.states[0][0] == 0);
}

TEST_CASE("What tiny gradients add up to is kept") {
  Parameters<Adam> adam;
  Parameters<SGD> sgd;
  const std::vector<float> tiny(size, 1e-14f);
  adam.update(Adam{}, 1).range(0, tiny.data(), size);
  sgd.update(SGD{.learning_rate = 0.1f, .momentum = 0.9f}, 1).range(0, tiny.data(), size);
  for (std::size_t i : {std::size_t{0}, size - 1}) {
    CHECK(static_cast<double>(adam.states[0][i]) == Approx(1e-15).epsilon(1e-5).margin(0));
    CHECK(static_cast<double>(adam.states[1][i]) == Approx(1e-31).epsilon(1e-4).margin(0));
    CHECK(static_cast<double>(sgd.states[0][i]) == Approx(-1e-15).epsilon(1e-5).margin(0));
  }
}

TEST_CASE("The update of a stage counts from its first parameter") {
  Parameters<SGD> parameters, expected;
  const std::vector<float> one(size, 1.0f);
  const std::size_t lanes = update_vectors(parameters.update(SGD{}, 1));
  expected.update(SGD{}, 1).range(5, one.data(), lanes);
  if (lanes > 1) expected.update(SGD{}, 1).range(40, one.data(), 1);
  CHECK(parameters.w == expected.w);
}

}  // namespace update_test
