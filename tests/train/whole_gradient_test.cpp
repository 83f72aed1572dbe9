// SPDX-License-Identifier: MIT
// Clipping and weight decay by a trainer against their formulas in double, on gradients of StoreGradient.
#include "cameo/train/whole_gradient-inl.hpp"

#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/testing/store_gradient.hpp"
#include "cameo/train/threads.hpp"
#include "catch.hpp"

using namespace cameo;

namespace whole_gradient_test {

// The dense kernel, of 18000 values, is worked on in slices.
using Net = Sequential<Input<12, 12, 1>, Conv2D<5, 3>, BatchNormalization<>, ReLU, Flatten, Dense<36>,
                       PReLU<>, Dense<3>, Softmax>;
constexpr std::size_t batch = 6;

struct Samples {
  explicit Samples(std::uint64_t key) : x(batch * Net::Input::size), y(batch) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(key, i);
    for (std::size_t i = 0; i < batch; ++i) y[i] = static_cast<float>(random_bits(key + 1, i) % 3);
  }
  std::vector<float> x, y;
};

/// A tensor of parameters, its gradient, and what an optimizer keeps of it.
struct Tensor {
  ParameterSpec spec;
  std::vector<double> w, g, first, second;

  double norm() const {
    double squares = 0;
    for (const double value : g) squares += value * value;
    return std::sqrt(squares);
  }
  void scale(double factor) {
    for (double& value : g) value *= factor;
  }
};
using Tensors = std::vector<Tensor>;

void step(const AdamW& adam, Tensor& tensor, int t) {
  const double beta_1 = static_cast<double>(adam.beta_1), beta_2 = static_cast<double>(adam.beta_2),
               rate = static_cast<double>(adam.learning_rate),
               decay = tensor.spec.decays() ? static_cast<double>(adam.weight_decay) : 0;
  for (std::size_t i = 0; i < tensor.w.size(); ++i) {
    double &w = tensor.w[i], &m = tensor.first[i], &v = tensor.second[i];
    const double g = tensor.g[i];
    w -= rate * decay * w;
    m = beta_1 * m + (1 - beta_1) * g;
    v = beta_2 * v + (1 - beta_2) * g * g;
    w -= rate * std::sqrt(1 - std::pow(beta_2, t)) / (1 - std::pow(beta_1, t)) * m /
         (std::sqrt(v) + static_cast<double>(adam.epsilon));
  }
}
void step(const SGDW& sgd, Tensor& tensor, int) {
  const double rate = static_cast<double>(sgd.learning_rate), momentum = static_cast<double>(sgd.momentum),
               decay = tensor.spec.decays() ? static_cast<double>(sgd.weight_decay) : 0;
  for (std::size_t i = 0; i < tensor.w.size(); ++i) {
    tensor.w[i] -= rate * decay * tensor.w[i];
    tensor.first[i] = momentum * tensor.first[i] - rate * tensor.g[i];
    tensor.w[i] += tensor.first[i];
  }
}

/// Trains for 4 steps, each from the trainer's parameters before it, and compares with the formulas: `clip`
/// changes the gradients of all tensors.
template <class Optimizer, class... Options>
void check(const Optimizer& optimizer, const std::function<void(Tensors&)>& clip) {
  const auto trainer =
      std::make_unique<Trainer<Net, SparseCategoricalCrossentropy, Optimizer, Batch<6>, Options...>>();
  const auto gradient =
      std::make_unique<Trainer<Net, SparseCategoricalCrossentropy, StoreGradient, Batch<6>>>();
  trainer->optimizer = optimizer;
  Tensors tensors;
  for (const ParameterTensor& tensor : parameter_tensors<Net>) {
    const std::size_t size = tensor.spec.shape.size();
    tensors.push_back({tensor.spec, std::vector<double>(size), std::vector<double>(size),
                       std::vector<double>(size), std::vector<double>(size)});
  }
  for (int t = 1; t <= 4; ++t) {
    const Samples samples(static_cast<std::uint64_t>(10 * t));
    gradient->parameters() = trainer->parameters();
    REQUIRE(!gradient->train_on_batch(samples.x, samples.y).error);
    std::size_t i = 0;
    for (const ParameterTensor& tensor : parameter_tensors<Net>) {
      const auto w = trainer->parameters().of(tensor), g = gradient->optimizer_state()[0].of(tensor);
      tensors[i].w.assign(w.begin(), w.end());
      if (tensor.spec.trainable) tensors[i].g.assign(g.begin(), g.end());
      ++i;
    }
    clip(tensors);
    REQUIRE(!trainer->train_on_batch(samples.x, samples.y).error);
    i = 0;
    for (const ParameterTensor& tensor : parameter_tensors<Net>) {
      Tensor& expected = tensors[i++];
      if (!tensor.spec.trainable) continue;
      step(optimizer, expected, t);
      double worst = 0;
      for (std::size_t j = 0; j < expected.w.size(); ++j)
        worst = std::max(worst,
                         std::fabs(expected.w[j] - static_cast<double>(trainer->parameters().of(tensor)[j])));
      INFO(tensor.name() << " in step " << t);
      CHECK(worst <= 1e-6);
    }
  }
}

void clip_nothing(Tensors&) {}
void clip_globally(Tensors& tensors) {
  double squares = 0;
  for (const Tensor& tensor : tensors) squares += tensor.norm() * tensor.norm();
  REQUIRE(squares > 0.05 * 0.05);
  for (Tensor& tensor : tensors) tensor.scale(0.05 / std::sqrt(squares));
}
void clip_each(Tensors& tensors) {
  int clipped = 0;
  for (Tensor& tensor : tensors)
    if (const double norm = tensor.norm(); norm > 0.05) tensor.scale(0.05 / norm), ++clipped;
  REQUIRE(clipped > 0);
  REQUIRE(clipped < static_cast<int>(tensors.size()) - 2);  // of which two are moving statistics
}
void clip_values(Tensors& tensors) {
  for (Tensor& tensor : tensors)
    for (double& value : tensor.g) value = std::min(std::max(value, -0.01), 0.01);
}

constexpr AdamW adam{.learning_rate = 0.01f, .epsilon = 1e-4f, .weight_decay = 0.3f};
constexpr SGDW sgd{.learning_rate = 0.5f, .momentum = 0.9f, .weight_decay = 0.02f};

TEST_CASE("clipping by the norm of all gradients") {
  check<AdamW, GlobalClipNorm<0.05f>, Threads<2>>(adam, clip_globally);
}

/// Parameters after three steps, the second one for two batches where the options say so.
template <class... Options>
auto trained() {
  const auto trainer =
      std::make_unique<Trainer<Net, SparseCategoricalCrossentropy, AdamW, Batch<6>, Options...>>();
  trainer->optimizer = adam;
  for (std::uint64_t batch = 0; batch < 6; ++batch) {
    const Samples samples(10 * batch);
    REQUIRE(!trainer->train_on_batch(samples.x, samples.y).error);
  }
  return trainer->parameters().values;
}

TEST_CASE("what is accumulated is scaled before it is clipped") {
  const auto limited = trained<Accumulate<2>, GlobalClipNorm<0.05f>>();
  CHECK(limited != trained<Accumulate<2>>());
  CHECK(trained<Accumulate<2>, GlobalClipNorm<0.05f>, Threads<3>>() == limited);
}

#if !CAMEO_QUICK_TESTS  // train/keras_optimizers proves them too

TEST_CASE("weight decay by tensor, as gradients come and with an accumulation") {
  check<AdamW>(adam, clip_nothing);
  check<SGDW>(sgd, clip_nothing);
}

TEST_CASE("clipping of SGD's gradients by the norm of all") {
  check<SGDW, GlobalClipNorm<0.05f>>(sgd, clip_globally);
}

TEST_CASE("clipping by the norm of each tensor's gradient") { check<SGDW, ClipNorm<0.05f>>(sgd, clip_each); }

TEST_CASE("clipping by value") { check<SGDW, ClipValue<0.01f>>(sgd, clip_values); }

TEST_CASE("a norm below the limit changes no bit, and two threads no more than three") {
  CHECK(trained<GlobalClipNorm<1e6f>>() == trained<>());
  CHECK(trained<Accumulate<2>, GlobalClipNorm<1e6f>>() == trained<Accumulate<2>>());
  CHECK(trained<Accumulate<2>, GlobalClipNorm<0.05f>, Threads<2>>() ==
        trained<Accumulate<2>, GlobalClipNorm<0.05f>>());
}

#endif

TEST_CASE("the gradient of all parameters takes memory only where it is needed") {
  using Plain = Trainer<Net, SparseCategoricalCrossentropy, AdamW, Batch<6>>;
  using Values = Trainer<Net, SparseCategoricalCrossentropy, AdamW, Batch<6>, ClipValue<1>>;
  using Norm = Trainer<Net, SparseCategoricalCrossentropy, AdamW, Batch<6>, ClipNorm<1>>;
  using Sum = Trainer<Net, SparseCategoricalCrossentropy, AdamW, Batch<6>, Accumulate<2>>;
  constexpr std::size_t bytes = sizeof(Parameters<Net>);
  STATIC_REQUIRE(sizeof(Values) == sizeof(Plain));
  STATIC_REQUIRE(sizeof(Norm) == sizeof(Plain) + bytes);
  STATIC_REQUIRE(sizeof(Sum) == sizeof(Norm));
  STATIC_REQUIRE(Sum::memory_map.find(plan::BufferKind::Gradient, -1).bytes == bytes);
}

}  // namespace whole_gradient_test
