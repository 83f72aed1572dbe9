// SPDX-License-Identifier: MIT
// Each stage of the flagship alone, at batch 32: its input is what the stages before it make, so as many
// cells live as at the start of training. Backward includes Adam.
#include "../tests/stages/stage_runner.hpp"
#include "network.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <class Stage>
struct TrainedStage {
  explicit TrainedStage(int samples) : passes(samples) {}

  void backward_and_update(bool with_dx) const {
    passes.backward(with_dx, Update<Adam>(Adam{}, 1, passes.w.data(), {mean.data(), square.data()}));
  }

  StageRunner<Stage> passes;
  cameo_test::Buffer<float> mean{Stage::parameters}, square{Stage::parameters};
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

namespace benchmarks {

constexpr int batch = 32;
using Net = Flagship::Net;
using FlagshipPlan = Trainer<Net, Flagship::Loss, Adam, Batch<batch>>::Plan;

template <int Index>
using StageAt = FlagshipPlan::Lowering::Stages::At<Index>;
template <int Index>
using Runner = HWY_NAMESPACE::TrainedStage<StageAt<Index>>;

/// Stage `Index` with the start's parameters, after one pass forward; `dy` is made up.
template <int Index>
std::shared_ptr<Runner<Index>> ready_stage() {
  auto stage = std::make_shared<Runner<Index>>(batch);
  const auto parameters = std::make_unique<Parameters<Net>>();
  parameters->initialize(1);
  std::copy_n(parameters->values.data() + FlagshipPlan::Lowering::facts[Index].parameter_offset,
              StageAt<Index>::parameters, stage->passes.w.data());
  stage->mean.fill(1, 0);
  stage->square.fill(1, 0);
  stage->passes.dy.fill(2, 1e-3f);
  if constexpr (Index == 0) {
    for (std::size_t i = 0; i < stage->passes.x.size(); ++i) stage->passes.x[i] = random_uniform(3, i);
  } else {
    const auto before = ready_stage<Index - 1>();
    std::copy_n(before->passes.y.data(), before->passes.y.size(), stage->passes.x.data());
  }
  stage->passes.forward();
  return stage;
}

template <int Index>
constexpr double multiply_adds() {
  std::int64_t count = 0;
  Net::for_each_layer([&]<int Layer>() {
    constexpr int past = Layer - FlagshipPlan::Lowering::facts[Index].first_layer;
    if constexpr (past >= 0 && past < StageAt<Index>::layers)
      count += Net::Layer<Layer>::template multiply_adds<Net::InputOf<Layer>>();
  });
  return static_cast<double>(batch * count);
}

template <int Index>
Measurement forward() {
  return {fmt::format("flagship stage {} forward", Index), batch, multiply_adds<Index>(),
          static_cast<std::int64_t>(StageAt<Index>::parameters), []() -> std::function<void()> {
            return [stage = ready_stage<Index>()] { stage->passes.forward(); };
          }};
}

template <int Index>
Measurement backward() {
  constexpr bool with_dx = Index > 0;
  return {fmt::format("flagship stage {} backward", Index), batch, (with_dx ? 2 : 1) * multiply_adds<Index>(),
          static_cast<std::int64_t>(StageAt<Index>::parameters), []() -> std::function<void()> {
            return [stage = ready_stage<Index>()] { stage->backward_and_update(with_dx); };
          }};
}

template <int... Index>
std::vector<Measurement> all(std::integer_sequence<int, Index...>) {
  std::vector<Measurement> measurements;
  (..., (measurements.push_back(forward<Index>()), measurements.push_back(backward<Index>())));
  return measurements;
}

}  // namespace benchmarks

int main(int argc, char** argv) {
  using Trained = std::make_integer_sequence<int, benchmarks::FlagshipPlan::schedule.loss_stage() + 1>;
  return benchmarks::run_benchmarks(argc, argv, benchmarks::all(Trained{}));
}
