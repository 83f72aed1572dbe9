// SPDX-License-Identifier: MIT
#include "cameo/loss/margin_softmax-inl.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "cameo/core/random.hpp"
#include "catch.hpp"

using namespace cameo;
using HWY_NAMESPACE::kernel_of;

namespace margin_softmax_test {

using Values = std::vector<double>;

double own_cosine(const CosFace& loss, double cosine) { return cosine - static_cast<double>(loss.margin); }
double own_cosine(const ArcFace& loss, double cosine) {
  const auto margin = static_cast<double>(loss.margin);
  const double angle = std::acos(cosine);
  return angle + margin < 3.14159265358979 ? std::cos(angle + margin) : cosine - margin * std::sin(margin);
}

/// The mean loss by its formula, in double.
template <class Loss>
double mean_loss(const Loss& loss, const Values& cosines, const std::vector<float>& labels,
                 std::size_t width) {
  const auto scale = static_cast<double>(loss.scale);
  const std::size_t used = loss.classes == 0 ? width : static_cast<std::size_t>(loss.classes);
  double total = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    double sum = 0, own = 0;
    for (std::size_t k = 0; k < used; ++k) {
      const bool is_own = k == static_cast<std::size_t>(labels[i]);
      const double cosine = cosines[i * width + k], z = scale * (is_own ? own_cosine(loss, cosine) : cosine);
      sum += std::exp(z);
      if (is_own) own = z;
    }
    total += std::log(sum) - own;
  }
  return total / static_cast<double>(labels.size());
}

template <class Loss>
void check_loss(const Loss& loss, int samples, int width) {
  CAPTURE(samples, width, loss.scale, loss.margin, loss.classes);
  const auto columns = static_cast<std::size_t>(width);
  std::vector<float> cosines(static_cast<std::size_t>(samples) * columns), labels;
  for (std::size_t i = 0; i < cosines.size(); ++i) cosines[i] = 1.9f * random_uniform(1, i) - 0.95f;
  const int used = loss.classes == 0 ? width : loss.classes;
  for (int i = 0; i < samples; ++i) labels.push_back(static_cast<float>((5 * i + 1) % used));
  Values at(cosines.begin(), cosines.end());
  const auto sums = kernel_of(loss).forward(cosines.data(), labels.data(), samples, width);
  CHECK(sums.loss / samples == Approx(mean_loss(loss, at, labels, columns)).epsilon(2e-6));

  std::vector<float> dy(cosines.size(), 1e9f);
  kernel_of(loss).backward(cosines.data(), labels.data(), samples, width, dy.data());
  double worst = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    constexpr double step = 1e-5;
    const double kept = at[i];
    at[i] = kept + step;
    const double above = mean_loss(loss, at, labels, columns);
    at[i] = kept - step;
    const double below = mean_loss(loss, at, labels, columns);
    at[i] = kept;
    worst = std::max(worst, std::fabs(static_cast<double>(dy[i]) - (above - below) / (2 * step)));
    if (i % columns >= static_cast<std::size_t>(used)) CHECK(dy[i] == 0);
  }
  CHECK(worst <= 2e-6 * static_cast<double>(loss.scale));
}

template <class Loss>
void check_losses() {
  for (const auto& [samples, width] : {std::pair{1, 2}, {5, 3}, {2, 37}, {7, 64}})
    for (const float margin : {0.0f, 0.2f, 0.5f, 1.0f})
      for (const float scale : {1.0f, 24.0f}) {
        Loss loss;
        loss.scale = scale;
        loss.margin = margin;
        check_loss(loss, samples, width);
        if (width < 4) continue;
        loss.classes = width - 3;
        check_loss(loss, samples, width);
      }
}

TEST_CASE("CosFace and its gradient") { check_losses<CosFace>(); }
TEST_CASE("ArcFace and its gradient") { check_losses<ArcFace>(); }

TEST_CASE("ArcFace falls with the angle all the way, and its slope stays finite") {
  ArcFace loss;
  float before = 2;
  for (int i = 0; i <= 1000; ++i) {
    const HWY_NAMESPACE::MarginCosine own(loss, std::cos(static_cast<float>(i) * 3.1415926f / 1000));
    CHECK(own.value < before + 1e-6f);
    CHECK(std::isfinite(own.slope));
    before = own.value;
  }
  CHECK(std::isfinite(HWY_NAMESPACE::MarginCosine(loss, 1.0000001f).value));
}

TEST_CASE("without a margin both are crossentropy of scaled cosines") {
  CosFace cos_face;
  ArcFace arc_face;
  cos_face.margin = arc_face.margin = 0;
  const float cosines[] = {0.3f, -0.2f, 0.9f, 0.1f, 0.5f, -0.7f}, labels[] = {2, 0};
  const auto one = kernel_of(cos_face).forward(cosines, labels, 2, 3),
             other = kernel_of(arc_face).forward(cosines, labels, 2, 3);
  CHECK(one.loss == Approx(other.loss));
  CHECK(one.metric == 1);
  CHECK(other.metric == 1);
}

TEST_CASE("a NaN in the cosines is a NaN in the loss") {
  const float cosines[] = {std::nanf(""), 0.5f}, label = 0, other = 1;
  CHECK(std::isnan(kernel_of(CosFace()).forward(cosines, &label, 1, 2).loss));
  CHECK(std::isnan(kernel_of(CosFace()).forward(cosines, &other, 1, 2).loss));
  CHECK(std::isnan(kernel_of(ArcFace()).forward(cosines, &label, 1, 2).loss));
}

TEST_CASE("labels and options of margin losses are checked") {
  const std::vector<float> labels{0, 3};
  CosFace loss;
  CHECK_FALSE(check_labels(labels, 2, 4, loss));
  loss.classes = 3;
  CHECK(check_labels(labels, 2, 4, loss).message() ==
        "the label of sample 1 is 3; SparseCategoricalCrossentropy expects the index of a class, 0 to 2");
  CHECK_FALSE(check_loss(loss));
  loss.margin = 1.5f;
  CHECK(check_loss(loss).message() == "CosFace: the margin is 1.5000, but must be 0 to 1");
  ArcFace arc_face;
  arc_face.scale = std::nanf("");
  CHECK(check_loss(arc_face).message() == "ArcFace: the scale is NaN, but must be a finite number above 0");
  arc_face.scale = 30;
  arc_face.classes = -1;
  CHECK(check_loss(arc_face).message() == "ArcFace: the classes are -1, but must be 0, for all, or more");
}

}  // namespace margin_softmax_test
