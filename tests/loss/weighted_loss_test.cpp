// SPDX-License-Identifier: MIT
#include "cameo/loss/weighted_loss-inl.hpp"

#include <array>
#include <vector>

#include "cameo/core/random.hpp"
#include "cameo/layers/cosine_dense.hpp"
#include "cameo/layers/input.hpp"
#include "cameo/loss/margin_softmax-inl.hpp"
#include "cameo/net/sequential.hpp"
#include "catch.hpp"

using namespace cameo;
using HWY_NAMESPACE::LossSums;
using HWY_NAMESPACE::Outputs;
using HWY_NAMESPACE::WeightedLoss;

namespace weighted_loss_test {

constexpr int samples = 5, width = 3, repeated = 8;
constexpr std::array<int, samples> times{2, 0, 1, 4, 1};

/// Rows of `each` values, the row of sample i times[i] times.
std::vector<float> repeat(const std::vector<float>& rows, std::size_t each) {
  std::vector<float> more;
  for (std::size_t i = 0; i < samples; ++i)
    for (int n = 0; n < times[i]; ++n) more.insert(more.end(), &rows[i * each], &rows[i * each] + each);
  return more;
}

std::vector<float> uniform(std::uint64_t key, std::size_t size) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = 0.1f + 0.3f * random_uniform(key, i);
  return values;
}

/// A sample of weight n counts as n samples do: in the loss, and with all of them in the gradient.
template <class LastLayer, class Loss>
void check(const Loss& loss, const std::vector<float>& labels, bool logits) {
  const std::vector<float> p = uniform(1, samples * width), z = uniform(2, samples * width),
                           weights(times.begin(), times.end());
  const std::vector<float> p_repeated = repeat(p, width), z_repeated = repeat(z, width);
  using Net = Sequential<Input<width>, LastLayer>;
  const WeightedLoss<Loss, Net> weighted(loss);
  const Outputs outputs(p.data(), logits ? z.data() : nullptr),
      outputs_repeated(p_repeated.data(), logits ? z_repeated.data() : nullptr);
  const std::vector<float> labels_repeated = repeat(labels, labels.size() / samples);

  const LossSums sums = weighted.forward(outputs, labels.data(), weights, samples),
                 plain = weighted.forward(outputs, labels.data(), {}, samples),
                 all = weighted.forward(outputs_repeated, labels_repeated.data(), {}, repeated);
  CHECK(sums.loss == Approx(all.loss));
  CHECK(sums.metric == Approx(plain.metric));

  std::vector<float> dz(samples * width), dz_repeated(repeated * width);
  weighted.backward(outputs, labels.data(), weights, samples, dz.data());
  weighted.backward(outputs_repeated, labels_repeated.data(), {}, repeated, dz_repeated.data());
  for (std::size_t k = 0; k < width; ++k) {
    std::size_t row = 0;
    for (std::size_t i = 0; i < samples; ++i) {
      float sum = 0;
      for (int n = 0; n < times[i]; ++n) sum += dz_repeated[row++ * width + k];
      CAPTURE(i, k);
      CHECK(dz[i * width + k] * samples == Approx(sum * repeated).margin(1e-6));
    }
  }
}

TEST_CASE("A sample counts as often as its weight says") {
  const std::vector<float> classes{2, 0, 1, 1, 2}, rows{0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1},
      targets = uniform(3, samples * width);
  for (const bool logits : {false, true}) {
    check<Sigmoid>(BinaryCrossentropy{}, rows, logits);
    check<Softmax>(CategoricalCrossentropy{}, rows, logits);
    check<Softmax>(SparseCategoricalCrossentropy{}, classes, logits);
  }
  check<Tanh>(MeanSquaredError{}, targets, false);
  CosFace margin;
  margin.scale = 4;
  check<CosineDense<width>>(margin, classes, false);
}

}  // namespace weighted_loss_test
