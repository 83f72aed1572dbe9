// SPDX-License-Identifier: MIT
#include "cameo/loss/loss-inl.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;
using HWY_NAMESPACE::LossKernel;
using HWY_NAMESPACE::LossSums;
using HWY_NAMESPACE::Outputs;

namespace loss_test {

using Values = std::vector<double>;

std::vector<float> uniform(std::uint64_t key, int size) {
  std::vector<float> values(static_cast<std::size_t>(size));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = random_uniform(key, i);
  return values;
}

/// Rows of `width` probabilities that sum to 1.
std::vector<float> distributions(std::uint64_t key, int samples, int width) {
  std::vector<float> values = uniform(key, samples * width);
  for (auto row = values.begin(); row != values.end(); row += width) {
    const float sum = std::accumulate(row, row + width, 0.0f);
    std::for_each(row, row + width, [&](float& value) { value /= sum; });
  }
  return values;
}

double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

/// The mean binary cross-entropy of sigmoid(z).
double binary(const Values& z, const std::vector<float>& labels) {
  double sum = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double y = static_cast<double>(labels[i]);
    sum -= y * std::log(sigmoid(z[i])) + (1 - y) * std::log(1 - sigmoid(z[i]));
  }
  return sum / static_cast<double>(z.size());
}

/// The mean cross-entropy of softmax(z), rows of `width`.
double categorical(const Values& z, const std::vector<float>& labels, std::size_t width) {
  double sum = 0;
  for (std::size_t row = 0; row < z.size(); row += width) {
    double exponentials = 0;
    for (std::size_t k = row; k < row + width; ++k) exponentials += std::exp(z[k]);
    for (std::size_t k = row; k < row + width; ++k)
      sum -= static_cast<double>(labels[k]) * (z[k] - std::log(exponentials));
  }
  return sum / static_cast<double>(z.size() / width);
}

double squared(const Values& p, const std::vector<float>& labels) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) sum += std::pow(p[i] - static_cast<double>(labels[i]), 2);
  return sum / static_cast<double>(p.size());
}

/// Compares forward and backward of outputs with the mean loss `reference` of z and its numerical gradient.
template <class Loss>
void check_outputs(const Outputs& outputs, const std::vector<float>& labels, int samples, int width, Values z,
                   const std::function<double(const Values&)>& reference) {
  CAPTURE(samples, width);
  const LossSums sums = LossKernel<Loss>::forward(outputs, labels.data(), samples, width);
  CHECK(sums.loss / samples == Approx(reference(z)).epsilon(1e-6));

  std::vector<float> dz(z.size(), 1e9f);
  LossKernel<Loss>::backward(outputs, labels.data(), samples, width, dz.data());
  double worst = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    constexpr double step = 1e-4;
    const double kept = z[i];
    z[i] = kept + step;
    const double above = reference(z);
    z[i] = kept - step;
    const double below = reference(z);
    z[i] = kept;
    worst = std::max(worst, std::fabs(static_cast<double>(dz[i]) - (above - below) / (2 * step)));
  }
  CHECK(worst <= 1e-6);
}

/// From p alone, and from p and z.
template <class Loss>
void check_loss(const std::vector<float>& p, const std::vector<float>& labels, int samples, int width,
                const Values& z, const std::function<double(const Values&)>& reference) {
  const std::vector<float> logits(z.begin(), z.end());
  check_outputs<Loss>(p.data(), labels, samples, width, z, reference);
  check_outputs<Loss>({p.data(), logits.data()}, labels, samples, width, z, reference);
}

struct LossAndGradient {
  double loss;
  std::vector<float> dz;
};

/// One sample of a binary network whose last Dense gave z.
LossAndGradient of_logit(float z, float label) {
  const float p = 1 / (1 + std::exp(-z));
  LossAndGradient result{LossKernel<BinaryCrossentropy>::forward({&p, &z}, &label, 1, 1).loss, {0}};
  LossKernel<BinaryCrossentropy>::backward({&p, &z}, &label, 1, 1, result.dz.data());
  return result;
}

/// One sample of a network of three classes; the index of a class, or one row of probabilities.
template <class Loss>
LossAndGradient of_logits(const std::array<float, 3>& z, std::initializer_list<float> labels) {
  const float largest = *std::max_element(z.begin(), z.end());
  std::array<float, 3> p;
  float sum = 0;
  for (std::size_t k = 0; k < 3; ++k) sum += p[k] = std::exp(z[k] - largest);
  for (float& value : p) value /= sum;
  const Outputs outputs(p.data(), z.data());
  LossAndGradient result{LossKernel<Loss>::forward(outputs, labels.begin(), 1, 3).loss,
                         std::vector<float>(3)};
  LossKernel<Loss>::backward(outputs, labels.begin(), 1, 3, result.dz.data());
  return result;
}

TEST_CASE("BinaryCrossentropy through the sigmoid") {
  for (auto [samples, width] : {std::pair{1, 1}, {7, 1}, {3, 19}}) {
    const std::vector<float> p = uniform(1, samples * width), labels = uniform(2, samples * width);
    Values z;
    for (float value : p)
      z.push_back(std::log(static_cast<double>(value) / (1 - static_cast<double>(value))));
    check_loss<BinaryCrossentropy>(p, labels, samples, width, z,
                                   [&](const Values& at) { return binary(at, labels); });
  }
}

TEST_CASE("CategoricalCrossentropy and SparseCategoricalCrossentropy through the softmax") {
  for (auto [samples, width] : {std::pair{1, 2}, {5, 3}, {2, 37}}) {
    const std::vector<float> p = distributions(1, samples, width), soft = distributions(2, samples, width);
    Values z;
    for (float value : p) z.push_back(std::log(static_cast<double>(value)));
    const auto columns = static_cast<std::size_t>(width);
    check_loss<CategoricalCrossentropy>(p, soft, samples, width, z,
                                        [&](const Values& at) { return categorical(at, soft, columns); });

    std::vector<float> indices, one_hot(p.size());
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples); ++i) {
      indices.push_back(static_cast<float>((i + 1) % columns));
      one_hot[i * columns + (i + 1) % columns] = 1;
    }
    check_loss<SparseCategoricalCrossentropy>(
        p, indices, samples, width, z, [&](const Values& at) { return categorical(at, one_hot, columns); });
  }
}

TEST_CASE("MeanSquaredError") {
  for (auto [samples, width] : {std::pair{1, 1}, {7, 1}, {3, 19}}) {
    const std::vector<float> p = uniform(1, samples * width), labels = uniform(2, samples * width);
    check_loss<MeanSquaredError>(p, labels, samples, width, {p.begin(), p.end()},
                                 [&](const Values& at) { return squared(at, labels); });
  }
}

TEST_CASE("The loss of a confident mistake is as large as the mistake") {
  for (float z : {0.5f, 5.0f, 15.0f, 17.5f, 40.0f, 80.0f, 300.0f}) {
    CAPTURE(z);
    const double mistake = static_cast<double>(z) + std::log1p(std::exp(-static_cast<double>(z)));
    for (auto [logit, label] : {std::pair{z, 0.0f}, {-z, 1.0f}}) {
      const LossAndGradient wrong = of_logit(logit, label), right = of_logit(logit, 1 - label);
      CHECK(wrong.loss == Approx(mistake).epsilon(1e-7));
      CHECK(right.loss == Approx(mistake - static_cast<double>(z)).epsilon(1e-6).margin(1e-15));
      const double p = 1 / (1 + std::exp(-static_cast<double>(z))), sign = logit > 0 ? 1 : -1;
      CHECK(static_cast<double>(wrong.dz[0]) == Approx(sign * p).epsilon(1e-6));
      const double small = -sign * std::exp(-static_cast<double>(z)) * p;
      CHECK(static_cast<double>(right.dz[0]) == Approx(z < 34 ? small : 0).epsilon(1e-5).margin(1e-37));
    }
    const auto top = of_logits<SparseCategoricalCrossentropy>({1, 1 + z, -3}, {0});
    const double sum =
        std::log(std::exp(-static_cast<double>(z)) + 1 + std::exp(-4 - static_cast<double>(z)));
    CHECK(top.loss == Approx(static_cast<double>(z) + sum).epsilon(1e-6));
    CHECK(of_logits<CategoricalCrossentropy>({1, 1 + z, -3}, {1, 0, 0}).loss == Approx(top.loss));
    CHECK(of_logits<CategoricalCrossentropy>({1, 1 + z, -3}, {0.5f, 0.5f, 0}).loss ==
          Approx(static_cast<double>(z) / 2 + sum).epsilon(1e-6));
    CHECK(static_cast<double>(top.dz[0]) ==
          Approx(std::exp(-static_cast<double>(z) - sum) - 1).epsilon(1e-6));
  }
}

TEST_CASE("Gradients too small to change anything are 0: denormals of them would be slow") {
  const float p[] = {1e-13f, 1e-16f, 1e-30f, 1}, labels[] = {0, 0, 0, 1}, z[] = {-29.9f, -36.8f, -69.1f, 40};
  const float last = 3;
  std::array<float, 4> dz;
  const auto check = [&dz](float first) {
    CHECK(dz[0] / first == Approx(1));
    CHECK(std::count(dz.begin() + 1, dz.end(), 0.0f) == 3);
    dz.fill(1e9f);
  };
  LossKernel<BinaryCrossentropy>::backward(p, labels, 1, 4, dz.data());
  check(2.5e-14f);
  LossKernel<CategoricalCrossentropy>::backward(p, labels, 1, 4, dz.data());
  check(1e-13f);
  LossKernel<SparseCategoricalCrossentropy>::backward(p, &last, 1, 4, dz.data());
  check(1e-13f);
  LossKernel<MeanSquaredError>::backward(p, labels, 1, 4, dz.data());
  check(5e-14f);
  LossKernel<BinaryCrossentropy>::backward({p, z}, labels, 1, 3, dz.data());
  CHECK(dz[0] * 3e13f == Approx(1));
  CHECK((dz[1] == 0 && dz[2] == 0));
}

TEST_CASE("A class that cannot be has no part in the loss where its label is 0") {
  const float impossible = -std::numeric_limits<float>::infinity();
  CHECK(of_logits<CategoricalCrossentropy>({0, 0, impossible}, {1, 0, 0}).loss == Approx(std::log(2.0)));
  CHECK(of_logits<SparseCategoricalCrossentropy>({0, 0, impossible}, {1}).loss == Approx(std::log(2.0)));
}

TEST_CASE("Losses clip probabilities at 1e-7, as Keras does in float") {
  const float p[] = {0, 1}, binary_labels[] = {1, 0};
  const double low = -std::log(1e-7), high = -std::log(1.1920929e-7);  // 1 - (1 - 1e-7) in float
  CHECK(LossKernel<BinaryCrossentropy>::forward(p, binary_labels, 1, 1).loss == Approx(low));
  CHECK(LossKernel<BinaryCrossentropy>::forward(p + 1, binary_labels + 1, 1, 1).loss == Approx(high));
  const float last = 0;
  CHECK(LossKernel<SparseCategoricalCrossentropy>::forward(p, &last, 1, 2).loss == Approx(low));
  CHECK(LossKernel<CategoricalCrossentropy>::forward(p, binary_labels, 1, 2).loss == Approx(low));
}

TEST_CASE("Accuracy counts as Keras counts") {
  const float p[] = {0.5f, 0.6f, 0.2f, 0.9f}, labels[] = {0, 1, 1, 0}, index[] = {1, 0};
  CHECK(LossKernel<BinaryCrossentropy>::forward(p, labels, 4, 1).metric == 2);
  CHECK(LossKernel<BinaryCrossentropy>::forward(p, labels, 2, 2).metric == 1);  // the mean over outputs
  CHECK(LossKernel<CategoricalCrossentropy>::forward(p, labels, 2, 2).metric == 1);
  CHECK(LossKernel<SparseCategoricalCrossentropy>::forward(p, index, 2, 2).metric == 1);
}

TEST_CASE("A regression comes with its mean absolute error, over all outputs of a sample") {
  STATIC_REQUIRE(MeanSquaredError::metric == Metric::MeanAbsoluteError);
  STATIC_REQUIRE(BinaryCrossentropy::metric == Metric::Accuracy);
  const float p[] = {0.5f, -0.75f, 3, 1}, labels[] = {0, 0.25f, 1, 1};
  CHECK(LossKernel<MeanSquaredError>::forward(p, labels, 4, 1).metric == 3.5);
  CHECK(LossKernel<MeanSquaredError>::forward(p, labels, 2, 2).metric == 1.75);
  CHECK(LossKernel<MeanSquaredError>::forward(p, labels, 1, 4).metric == 0.875);
}

TEST_CASE("A NaN in the outputs is a NaN in the loss") {
  const float p[] = {std::nanf(""), 0.5f}, labels[] = {1, 0}, index = 0;
  CHECK(std::isnan(LossKernel<BinaryCrossentropy>::forward(p, labels, 1, 2).loss));
  CHECK(std::isnan(LossKernel<CategoricalCrossentropy>::forward(p, labels, 1, 2).loss));
  CHECK(std::isnan(LossKernel<SparseCategoricalCrossentropy>::forward(p, &index, 1, 2).loss));
  CHECK(std::isnan(LossKernel<MeanSquaredError>::forward(p, labels, 1, 2).loss));
  CHECK(std::isnan(LossKernel<BinaryCrossentropy>::forward({p, p}, labels, 1, 2).loss));
  CHECK(std::isnan(LossKernel<CategoricalCrossentropy>::forward({p, p}, labels, 1, 2).loss));
  CHECK(std::isnan(LossKernel<SparseCategoricalCrossentropy>::forward({p, p}, &index, 1, 2).loss));
}

}  // namespace loss_test
