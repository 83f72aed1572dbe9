// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>

#include "cameo/plan/plan.hpp"
#include "cameo/testing/store_gradient.hpp"
#include "cameo/train/pass-inl.hpp"
#include "catch.hpp"
#include "net/random_network.hpp"

using namespace cameo;

namespace lifetimes_test {

using Small = Sequential<Input<12, 10, 3>, Conv2D<8, 3>, ReLU, MaxPooling2D<2>, Conv2D<16, 3>, ReLU, Flatten,
                         Dense<20>, ReLU, Dense<3>>;

/// The plan of a batch of one, where each stage is alone: time goes on with every call of the team.
template <class Net, bool Training>
using PlanOfOne = plan::Plan<Net, plan::PlanOptions{.batch = 1, .training = Training, .label_width = 3}>;

/// A team of one that fills what no buffer owns with NaN before each stage: who reads it after all has
/// another result.
template <class Plan>
struct PoisoningTeam {
  static constexpr std::int64_t least_work = 0;
  std::byte* arena;
  bool poisons;
  std::vector<int> times;
  std::size_t calls = 0;

  PoisoningTeam(std::byte* memory, bool poisoning) : arena(memory), poisons(poisoning) {
    for (int stage = 0; stage < Plan::stages; ++stage) times.push_back(stage);
    for (int stage = Plan::stages - 1; stage >= 0 && Plan::options.training; --stage) {
      const plan::StageRow& row = Plan::rows.stages[static_cast<std::size_t>(stage)];
      // Once to run it, once to finish it.
      for (int call = 0; call < (row.by_sample || row.backward) + row.backward; ++call)
        times.push_back(Plan::schedule.backward_time(stage));
    }
  }

  template <class F>
  void run(int parts, const F& f) {
    REQUIRE(calls < times.size());
    if (poisons) poison(times[calls]);
    ++calls;
    for (int part = 0; part < parts; ++part) f(part, 0);
  }

  void poison(int time) const {
    std::vector<bool> owned(Plan::memory_map.bytes / 64 + 1);
    for (const plan::Buffer& buffer : Plan::memory_map)
      if (buffer.first <= time && time <= buffer.last)
        for (std::size_t line = buffer.offset / 64; line < (buffer.offset + buffer.bytes) / 64; ++line)
          owned[line] = true;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t i = 0; i + 4 <= Plan::memory_map.bytes; i += 4)
      if (!owned[i / 64]) std::memcpy(arena + i, &nan, 4);
  }
};

/// The outputs, and when training every gradient, of one sample.
template <class Plan>
std::vector<float> results(const Parameters<typename Plan::Network>& drawn, bool poisons) {
  struct alignas(64) Arena {
    std::array<std::byte, Plan::memory_map.bytes> bytes;
  };
  const auto arena = std::make_unique<Arena>();
  const auto parameters = std::make_unique<Parameters<typename Plan::Network>>(drawn);
  const auto gradients = std::make_unique<Parameters<typename Plan::Network>>();
  gradients->values.fill(0);
  std::byte* memory = arena->bytes.data();
  PoisoningTeam<Plan> team(memory, poisons);
  using Pass = HWY_NAMESPACE::Pass<Plan, PoisoningTeam<Plan>>;
  const Pass pass(parameters->values.data(), memory, 1, {.training = Plan::options.training, .key = 3}, team);
  pass.prepare();
  team.calls = 0;
  for (std::size_t i = 0; i < Plan::Network::Input::size; ++i)
    Pass::input(memory)[i] = random_uniform(1, i) - 0.5f;
  pass.forward();
  std::vector<float> found(Pass::output(memory), Pass::output(memory) + Plan::Network::Output::size);
  if constexpr (Plan::options.training) {
    for (std::size_t i = 0; i < Plan::Network::Output::size; ++i)
      Pass::loss_gradient(memory)[i] = 1.0f + static_cast<float>(i);
    pass.backward(HWY_NAMESPACE::Update<StoreGradient>(StoreGradient(), 1, parameters->values.data(),
                                                       {gradients->values.data()}));
    found.insert(found.end(), gradients->values.begin(), gradients->values.end());
  }
  CHECK(team.calls == team.times.size());
  return found;
}

template <class Net, bool Training>
void check_lifetimes() {
  using Plan = PlanOfOne<Net, Training>;
  CAPTURE(Net::layers, Training);
  const auto drawn = std::make_unique<Parameters<Net>>();
  drawn->initialize(5);
  const std::vector<float> expected = results<Plan>(*drawn, false), found = results<Plan>(*drawn, true);
  CHECK(std::none_of(expected.begin(), expected.end(), [](float value) { return std::isnan(value); }));
  CHECK(std::memcmp(expected.data(), found.data(), expected.size() * sizeof(float)) == 0);
}

TEMPLATE_TEST_CASE("no stage reads what its plan holds for dead", "", Small, cameo_test::RandomNetwork<0>,
                   cameo_test::RandomNetwork<9>) {
  check_lifetimes<TestType, false>();
  check_lifetimes<TestType, true>();
}

}  // namespace lifetimes_test
