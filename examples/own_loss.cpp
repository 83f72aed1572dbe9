// SPDX-License-Identifier: MIT
#include <cstdio>
// clang-format off
// [own_loss]
#include <cameo/cameo.hpp>
using namespace cameo;

/// mean of q (y - p) where p is below y, of (1 - q) (p - y) above: the least of all p is the q-quantile of y.
struct Quantile90 : LossDescription {
  static constexpr Metric metric = Metric::MeanAbsoluteError;
  static constexpr float q = 0.9f;
};

template <>
struct cameo::HWY_NAMESPACE::LossKernel<Quantile90> {
  static LossSums forward(const float* p, const float* y, int samples, int width) {
    LossSums sums;
    for (int i = 0; i < samples * width; ++i) {
      const float above = p[i] - y[i];
      sums.loss += above < 0 ? -Quantile90::q * above : (1 - Quantile90::q) * above;
      sums.metric += above < 0 ? -above : above;
    }
    return {sums.loss / width, sums.metric / width};  // sums over the samples, means over the outputs
  }

  static void backward(const float* p, const float* y, int samples, int width, float* dp) {
    const float n = static_cast<float>(samples * width);
    for (int i = 0; i < samples * width; ++i) dp[i] = ((p[i] < y[i] ? 0 : 1) - Quantile90::q) / n;
  }
};

static Trainer<Sequential<Input<1>, Dense<1>>, Quantile90, Adam> trainer;
// [own_loss]
// clang-format on

int main() {
  std::array<float, 1000> x, y;  // y is 0 to 1 whatever x is: of these, 0.9 is the 90 % quantile
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = random_uniform(1, i) - 0.5f;
    y[i] = static_cast<float>(i) / 1000;
  }
  trainer.optimizer.learning_rate = 0.01f;
  const History history = trainer.fit({.size = {1, 1, 1}, .values = x, .labels = y}, {.epochs = 40});
  if (!history) std::puts(history.error.c_str());
  std::array<float, 1> middle{0}, predicted{};
  if (Error error = trainer.predict(middle, predicted)) std::puts(error.c_str());
  std::printf("90 %% of the labels are below %.2f\n", static_cast<double>(predicted[0]));
  return history && predicted[0] > 0.85f && predicted[0] < 0.95f ? 0 : 1;
}
