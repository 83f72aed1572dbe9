// SPDX-License-Identifier: MIT
#include "recognize/training/taught_cosface-inl.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;

namespace taught_cosface_test {

constexpr int classes = 5, size = 7, width = classes + size, label_width = 1 + size;
using Loss = recognize::TaughtCosFace<classes, size>;

/// What one sample adds to the mean loss besides CosFace, by its formula, in double.
double disagreement(const std::vector<double>& y, const std::vector<float>& labels, std::size_t sample) {
  double product = 0, square = 0;
  for (std::size_t k = 0; k < size; ++k) {
    const double value = y[sample * width + classes + k];
    product += value * static_cast<double>(labels[sample * label_width + 1 + k]);
    square += value * value;
  }
  return 1 - product / std::sqrt(square);
}

struct Samples {
  static constexpr std::size_t count = 3;
  std::vector<float> y = std::vector<float>(count * width), labels = std::vector<float>(count * label_width);

  /// The teacher says nothing of the last one.
  Samples() {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = 1.8f * random_uniform(1, i) - 0.9f;
    for (std::size_t sample = 0; sample < count; ++sample) {
      float* label = &labels[sample * label_width];
      label[0] = static_cast<float>(sample + 1);
      if (sample + 1 == count) continue;
      label[1 + sample] = 0.6f;
      label[4 + sample] = -0.8f;
    }
  }
};

TEST_CASE("TaughtCosFace is CosFace and the teacher's disagreement, and its gradient that of the two") {
  const Samples samples;
  constexpr int n = static_cast<int>(Samples::count);
  Loss loss;
  loss.names.scale = 8;
  loss.names.margin = 0.2f;
  loss.names.classes = 4;
  loss.teaching = 3;
  double expected = 0;
  std::vector<double> at(samples.y.begin(), samples.y.end());
  std::vector<float> dy(samples.y.size(), 9.0f), of_names(classes);
  HWY_NAMESPACE::kernel_of(loss).backward(samples.y.data(), samples.labels.data(), n, width, dy.data());
  for (std::size_t sample = 0; sample < Samples::count; ++sample) {
    const float *y = &samples.y[sample * width], *label = &samples.labels[sample * label_width];
    const auto names = HWY_NAMESPACE::kernel_of(loss.names);
    expected += names.forward(y, label, 1, classes).loss + 3 * disagreement(at, samples.labels, sample);
    names.backward(y, label, 1, classes, of_names.data());
    for (std::size_t k = 0; k < classes; ++k)
      CHECK(dy[sample * width + k] == Approx(of_names[k] / n).margin(1e-6));
    for (std::size_t k = sample * width + classes; k < (sample + 1) * width; ++k) {
      constexpr double step = 1e-6;
      const double kept = at[k];
      at[k] = kept + step;
      const double above = disagreement(at, samples.labels, sample);
      at[k] = kept - step;
      const double below = disagreement(at, samples.labels, sample);
      at[k] = kept;
      CHECK(static_cast<double>(dy[k]) == Approx(3 * (above - below) / (2 * step) / n).margin(1e-5));
    }
  }
  const auto sums = HWY_NAMESPACE::kernel_of(loss).forward(samples.y.data(), samples.labels.data(), n, width);
  CHECK(sums.loss == Approx(expected).epsilon(1e-5));
  for (std::size_t k = 2 * width + classes; k < 3 * width; ++k) CHECK(dy[k] == 0);
}

TEST_CASE("an embedding of zeros has a finite gradient") {
  Samples samples;
  std::fill(samples.y.begin() + classes, samples.y.begin() + width, 0.0f);
  std::vector<float> dy(width);
  Loss loss;
  loss.teaching = 1;
  HWY_NAMESPACE::kernel_of(loss).backward(samples.y.data(), samples.labels.data(), 1, width, dy.data());
  for (const float value : dy) CHECK(std::isfinite(value));
}

TEST_CASE("a training that diverges says so, and nothing of it is good") {
  using Net = Sequential<Input<6>, Dense<width, DenseOptions{.bias = false}>>;
  static Trainer<Net, Loss, SGDW, Batch<4>> trainer;
  std::vector<float> x(8 * 6), labels(8 * label_width);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(2, i) - 0.5f;
  for (std::size_t i = 0; i < 8; ++i) {
    labels[i * label_width] = static_cast<float>(i % classes);
    labels[i * label_width + 1 + i % size] = 1;
  }
  const Dataset data{.size = {1, 1, 6}, .values = x, .labels = labels};
  trainer.initialize(1);
  trainer.loss.teaching = 20;
  trainer.optimizer.learning_rate = 1e30f;
  trainer.optimizer.weight_decay = 5e-3f;
  const History history = trainer.fit(data, {.epochs = 50});
  CHECK(std::string(history.error.message()).find("not finite") != std::string::npos);
  CHECK(history.size < 50);
}

TEST_CASE("labels that TaughtCosFace cannot use are named") {
  Samples samples;
  const auto found = [&] { return check_labels(samples.labels, Samples::count, width, Loss{}).message(); };
  CHECK(found() == "");
  samples.labels[label_width] = 5;
  CHECK(found() ==
        "the label of sample 1 begins with 5.0000; TaughtCosFace expects the index of a class, 0 to 4");
  samples.labels[label_width] = 0;
  samples.labels[label_width + 3] = NAN;
  CHECK(found() == "the label of sample 1 is NaN; expected a finite number");
}

}  // namespace taught_cosface_test
