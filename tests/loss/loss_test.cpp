// SPDX-License-Identifier: MIT
#include "cameo/loss/loss-inl.hpp"

#include <functional>
#include <numeric>
#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;
using HWY_NAMESPACE::LossKernel;
using HWY_NAMESPACE::LossSums;

namespace {

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

/// Compares forward and backward at p with the mean loss `reference` of z and its numerical gradient.
template <class Loss>
void check_loss(const std::vector<float>& p, const std::vector<float>& labels, int samples, int width,
                Values z, const std::function<double(const Values&)>& reference) {
  CAPTURE(samples, width);
  const LossSums sums = LossKernel<Loss>::forward(p.data(), labels.data(), samples, width);
  CHECK(sums.loss / samples == Approx(reference(z)).epsilon(1e-6));

  std::vector<float> dz(p.size(), 1e9f);
  LossKernel<Loss>::backward(p.data(), labels.data(), samples, width, dz.data());
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

}  // namespace

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
  CHECK(LossKernel<BinaryCrossentropy>::forward(p, labels, 4, 1).correct == 2);
  CHECK(LossKernel<BinaryCrossentropy>::forward(p, labels, 2, 2).correct == 1);  // the mean over outputs
  CHECK(LossKernel<CategoricalCrossentropy>::forward(p, labels, 2, 2).correct == 1);
  CHECK(LossKernel<SparseCategoricalCrossentropy>::forward(p, index, 2, 2).correct == 1);
  CHECK(LossKernel<MeanSquaredError>::forward(p, labels, 4, 1).correct == 2);
  CHECK(LossKernel<MeanSquaredError>::forward(p, labels, 2, 2).correct == 1);
}

TEST_CASE("A NaN in the outputs is a NaN in the loss") {
  const float p[] = {std::nanf(""), 0.5f}, labels[] = {1, 0}, index = 0;
  CHECK(std::isnan(LossKernel<BinaryCrossentropy>::forward(p, labels, 1, 2).loss));
  CHECK(std::isnan(LossKernel<CategoricalCrossentropy>::forward(p, labels, 1, 2).loss));
  CHECK(std::isnan(LossKernel<SparseCategoricalCrossentropy>::forward(p, &index, 1, 2).loss));
  CHECK(std::isnan(LossKernel<MeanSquaredError>::forward(p, labels, 1, 2).loss));
}
