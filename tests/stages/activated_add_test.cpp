// SPDX-License-Identifier: MIT
#include "cameo/stages/activated_add-inl.hpp"

#include <array>
#include <vector>

#include "catch.hpp"
#include "layers/run_layer.hpp"
#include "reference/compare.hpp"
#include "stages/stage_runner.hpp"

using namespace cameo;
using namespace cameo::plan;

namespace activated_add_test {

using In = Shape<3, 5, 7>;
constexpr int samples = 2;
constexpr std::size_t size = samples * In::size;

/// By the formula in double; `slope` and `limit` are those of the activation. One gradient is unwanted.
template <class Activation, class... More>
void check_activated_add(double slope, double limit) {
  using Stage = ActivatedAdd<Activation, In, More...>;
  constexpr std::size_t count = Stage::inputs;
  using Run = HWY_NAMESPACE::Run<Stage>;
  CAPTURE(Activation::name, count);
  std::array<std::vector<float>, count> x, dx;
  std::array<const float*, count> inputs;
  std::array<float*, count> dinputs;
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = cameo_test::random_values(i, size, 4);
    dx[i].assign(size, 9.0f);
    inputs[i] = x[i].data();
    dinputs[i] = i == 1 ? nullptr : dx[i].data();
  }
  std::vector<float> y(size), dy = cameo_test::random_values(9, size, 1);
  Run::template forward<true>(
      {.samples = samples, .x = x[0].data(), .w = nullptr, .y = y.data(), .inputs = inputs.data()});
  Run::backward({.samples = samples,
                 .x = nullptr,
                 .w = nullptr,
                 .y = y.data(),
                 .dy = dy.data(),
                 .dx = dinputs[0],
                 .inputs = nullptr,
                 .dinputs = dinputs.data()},
                HWY_NAMESPACE::CopyGradient{nullptr});

  std::vector<double> expected_y(size), expected_dx(size);
  for (std::size_t k = 0; k < size; ++k) {
    double sum = 0;
    for (const auto& values : x) sum += static_cast<double>(values[k]);
    expected_y[k] = sum >= limit ? limit : sum > 0 ? sum : slope * sum;
    expected_dx[k] = static_cast<double>(dy[k]) * (sum >= limit ? 0 : sum > 0 ? 1 : slope);
  }
  CHECK(reference::relative_error(y.data(), expected_y) < 1e-6);
  for (std::size_t i = 0; i < count; ++i)
    if (i != 1) CHECK(reference::relative_error(dx[i].data(), expected_dx) < 1e-6);
  CHECK(dx[1] == std::vector<float>(size, 9.0f));
}

TEST_CASE("a sum and its activation in one pass, forward and backward") {
  check_activated_add<ReLU, In>(0, 1e9);
  check_activated_add<ReLU, In, In, In>(0, 1e9);
  check_activated_add<ReLU6, In, In>(0, 6);
  check_activated_add<LeakyReLU<0.25f>, In>(0.25, 1e9);
}

}  // namespace activated_add_test
