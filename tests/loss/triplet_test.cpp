// SPDX-License-Identifier: MIT
#include "cameo/loss/triplet-inl.hpp"

#include <cmath>
#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;
using HWY_NAMESPACE::kernel_of;

namespace triplet_test {

using Values = std::vector<double>;

struct Rows {
  Values values;
  std::size_t width;
  double distance(std::size_t a, std::size_t b) const {
    double sum = 0;
    for (std::size_t i = 0; i < width; ++i) sum += std::pow(values[a * width + i] - values[b * width + i], 2);
    return sum;
  }
};

/// The mean loss as it is written down: all pairs, all negatives.
double mean_loss(const Rows& rows, const std::vector<float>& labels, double margin) {
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < labels.size(); ++a)
    for (std::size_t p = 0; p < labels.size(); ++p) {
      if (a == p || labels[a] != labels[p]) continue;
      double semi_hard = 1e9, farthest = -1;
      for (std::size_t n = 0; n < labels.size(); ++n) {
        if (labels[n] == labels[a]) continue;
        const double distance = rows.distance(a, n);
        if (distance > rows.distance(a, p)) semi_hard = std::fmin(semi_hard, distance);
        farthest = std::fmax(farthest, distance);
      }
      if (farthest < 0) continue;
      ++pairs;
      sum += std::fmax(0.0, rows.distance(a, p) - (semi_hard < 1e9 ? semi_hard : farthest) + margin);
    }
  return pairs > 0 ? sum / pairs : 0;
}

void check_triplets(int samples, int width, int classes, float margin) {
  CAPTURE(samples, width, classes, margin);
  TripletSemiHard loss;
  loss.margin = margin;
  std::vector<float> y(static_cast<std::size_t>(samples * width)), labels;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = 2 * random_uniform(1, i) - 1;
  for (int i = 0; i < samples; ++i) labels.push_back(static_cast<float>(i * i % classes));
  Rows rows{{y.begin(), y.end()}, static_cast<std::size_t>(width)};
  const auto margin_in_double = static_cast<double>(margin);
  const auto sums = kernel_of(loss).forward(y.data(), labels.data(), samples, width);
  CHECK(sums.loss / samples == Approx(mean_loss(rows, labels, margin_in_double)).epsilon(1e-5).margin(1e-6));

  std::vector<float> dy(y.size(), 1e9f);
  kernel_of(loss).backward(y.data(), labels.data(), samples, width, dy.data());
  double worst = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    constexpr double step = 1e-6;  // no other negative is chosen so near
    const double kept = rows.values[i];
    rows.values[i] = kept + step;
    const double above = mean_loss(rows, labels, margin_in_double);
    rows.values[i] = kept - step;
    const double below = mean_loss(rows, labels, margin_in_double);
    rows.values[i] = kept;
    worst = std::fmax(worst, std::fabs(static_cast<double>(dy[i]) - (above - below) / (2 * step)));
  }
  CHECK(worst <= 1e-5);
}

TEST_CASE("TripletSemiHard and its gradient") {
  for (const float margin : {0.0f, 0.2f, 3.0f}) {
    check_triplets(2, 3, 1, margin);
    check_triplets(3, 2, 2, margin);
    check_triplets(6, 19, 3, margin);
    check_triplets(12, 35, 5, margin);
    check_triplets(16, 8, 100, margin);
  }
}

TEST_CASE("a batch without pairs, or of one class, has nothing to learn") {
  const float y[] = {1, 0, 0, 1}, different[] = {0, 1}, same[] = {2, 2};
  for (const float* labels : {different, same}) {
    float dy[4] = {1e9f, 1e9f, 1e9f, 1e9f};
    CHECK(kernel_of(TripletSemiHard()).forward(y, labels, 2, 2).loss == 0);
    kernel_of(TripletSemiHard()).backward(y, labels, 2, 2, dy);
    for (float value : dy) CHECK(value == 0);
  }
}

TEST_CASE("its accuracy counts the samples whose nearest is of their class") {
  const float y[] = {1, 0, 0.9f, 0.1f, 0, 1, 0.1f, 0.9f}, right[] = {4, 4, 7, 7}, wrong[] = {4, 7, 4, 7};
  CHECK(kernel_of(TripletSemiHard()).forward(y, right, 4, 2).metric == 4);
  CHECK(kernel_of(TripletSemiHard()).forward(y, wrong, 4, 2).metric == 0);
}

TEST_CASE("a NaN in the vectors is a NaN in the loss, and the margin is checked") {
  const float y[] = {std::nanf(""), 0, 1, 0}, labels[] = {0, 0};
  CHECK(std::isnan(kernel_of(TripletSemiHard()).forward(y, labels, 2, 2).loss));
  TripletSemiHard loss;
  CHECK_FALSE(check_loss(loss));
  loss.margin = -1;
  CHECK(check_loss(loss).message() ==
        "TripletSemiHard: the margin is -1.0000, but must be a finite number of at least 0");
}

}  // namespace triplet_test
