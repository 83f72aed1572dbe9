// SPDX-License-Identifier: MIT
#include "cameo/stages/normalization_block-inl.hpp"

#include <cmath>

#include "catch.hpp"
#include "reference/compare.hpp"
#include "stages/stage_runner.hpp"

using namespace cameo;
using namespace cameo::plan;

namespace normalization_block_test {

using L = BatchNormalization<0.9f, 1e-3f>;

/// BatchNormalization and ReLU by their formulas, in double, for (samples, In) values.
template <class In, bool Relu>
struct Reference {
  std::size_t channels = In::channels, count;
  std::vector<double> y, dx, mean, variance, dgamma, dbeta;
  double terms = 0;  ///< the largest term of dx: of few samples they cancel

  Reference(const std::vector<double>& x, const std::vector<double>& w, const std::vector<double>& dy)
      : count(x.size() / In::channels),
        y(x),
        dx(x),
        mean(channels),
        variance(channels),
        dgamma(channels),
        dbeta(channels) {
    const std::size_t row = padded_to_16(channels);
    for (std::size_t c = 0; c < channels; ++c) {
      const auto n = static_cast<double>(count);
      for (std::size_t i = c; i < x.size(); i += channels) mean[c] += x[i] / n;
      for (std::size_t i = c; i < x.size(); i += channels)
        variance[c] += (x[i] - mean[c]) * (x[i] - mean[c]) / n;
      const double inverse = 1 / std::sqrt(variance[c] + static_cast<double>(L::epsilon));
      std::vector<double> gradient(dy);
      for (std::size_t i = c; i < x.size(); i += channels) {
        y[i] = w[c] * (x[i] - mean[c]) * inverse + w[row + c];
        if (Relu && y[i] <= 0) y[i] = gradient[i] = 0;
        dgamma[c] += gradient[i] * (x[i] - mean[c]) * inverse;
        dbeta[c] += gradient[i];
      }
      for (std::size_t i = c; i < x.size(); i += channels) {
        terms = std::max(terms, std::fabs(w[c] * inverse * gradient[i]));
        dx[i] = w[c] * inverse * (gradient[i] - dbeta[c] / n - (x[i] - mean[c]) * inverse * dgamma[c] / n);
      }
    }
  }
};

template <class In, bool Relu>
void check_training(int samples, float offset) {
  CAPTURE(In::height, In::width, In::channels, samples, Relu, offset);
  using Block = NormalizationBlock<In, L, Relu, true>;
  HWY_NAMESPACE::StageRunner<Block> run(samples);
  run.x.fill(1, 2);
  for (std::size_t i = 0; i < run.x.size(); ++i) run.x[i] += offset;
  run.w.fill(2, 1.5f);
  run.dy.fill(3, 1);
  run.forward();
  run.backward();
  const Reference<In, Relu> expected(run.x.part(0, run.x.size()), run.w.part(0, Block::parameters),
                                     run.dy.part(0, run.dy.size()));
  const double tolerance = offset == 0 ? 2e-6 : 2e-4;
  using reference::relative_error;
  CHECK(relative_error(run.y.data(), expected.y) < tolerance);
  std::vector<double> dx = expected.dx;
  dx.push_back(expected.terms);  // errors are measured by the largest
  const auto found = run.dx.part(0, run.dx.size());
  std::vector<float> found_dx(found.begin(), found.end());
  found_dx.push_back(static_cast<float>(expected.terms));
  CHECK(relative_error(found_dx.data(), dx) < tolerance);
  CHECK(relative_error(run.dw.data(), expected.dgamma) < tolerance);
  CHECK(relative_error(run.dw.data() + Block::row, expected.dbeta) < 2e-6);
  CHECK(relative_error(run.dw.data() + 2 * Block::row, expected.mean) < 2e-6);
  CHECK(relative_error(run.dw.data() + 3 * Block::row, expected.variance) < tolerance);
}

TEMPLATE_TEST_CASE("training normalizes by the batch, forward and backward, and its statistics move", "",
                   (Shape<1>), (Shape<35>), (Shape<1, 1, 16>), (Shape<3, 5, 1>), (Shape<5, 3, 7>),
                   (Shape<4, 6, 24>), (Shape<7, 5, 33>), (Shape<9, 20, 37>), (Shape<9, 50, 12>)) {
  for (int samples : {2, 5}) {
    check_training<TestType, false>(samples, 0);
    check_training<TestType, true>(samples, 0);
    check_training<TestType, true>(samples,
                                   30);  // a mean far above the deviation loses no digits but the input's own
  }
}

TEST_CASE("predicting uses the moving statistics") {
  using In = Shape<3, 2, 19>;
  using Block = NormalizationBlock<In, L, false, false>;
  HWY_NAMESPACE::StageRunner<Block> run(2);
  run.x.fill(1, 2);
  run.w.fill(2, 1.5f);
  for (std::size_t i = 3 * Block::row; i < Block::parameters; ++i) run.w[i] = std::fabs(run.w[i]) + 0.1f;
  HWY_NAMESPACE::Run<Block>::prepare<false>(run.w.data(), run.prepared.data());
  run.predict(run.y.data());
  double worst = 0;
  for (std::size_t i = 0; i < run.x.size(); ++i) {
    const auto of = [&](std::size_t tensor) {
      return static_cast<double>(run.w[tensor * Block::row + i % 19]);
    };
    const double right = of(0) * (static_cast<double>(run.x[i]) - of(2)) / std::sqrt(of(3) + 1e-3) + of(1);
    worst = std::max(worst, std::fabs(static_cast<double>(run.y[i]) - right));
  }
  CHECK(worst < 2e-5);
}

}  // namespace normalization_block_test
