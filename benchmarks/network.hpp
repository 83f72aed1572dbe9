// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/train/threads.hpp>

#include "made_up.hpp"
#include "measure.hpp"

namespace benchmarks {

/// Training steps from fresh parameters on, round four batches.
template <class Setup, int BatchSize, class Team = OneThread>
Measurement step() {
  using Net = typename Setup::Net;
  using NetTrainer = Trainer<Net, typename Setup::Loss, Adam, Batch<BatchSize>, Team>;
  struct State {
    State() { trainer.initialize(1); }
    MadeUp<Setup> data{4, BatchSize};
    NetTrainer trainer;
    std::size_t next = 0;
  };
  return {fmt::format("{} step", Setup::name),
          BatchSize,
          BatchSize * step_multiply_adds<Net>(),
          Net::parameter_count,
          [state = lazily<State>()]() -> std::function<void()> {
            State& s = state();
            return [&s] {
              require(s.trainer.train_on_batch(s.data.x(s.next), s.data.y(s.next)).error);
              ++s.next;
            };
          },
          Team::threads};
}

template <class Setup, int BatchSize, class Team = OneThread, class Stored = Weights::float32>
Measurement predict(std::string_view work = "predict") {
  using Net = typename Setup::Net;
  using NetPredictor = Predictor<Net, Batch<BatchSize>, Team, Stored>;
  struct State {
    MadeUp<Setup> data{1, BatchSize};
    NetPredictor predictor;
    std::vector<float> y = std::vector<float>(BatchSize * Net::Output::size);
  };
  return {fmt::format("{} {}", Setup::name, work),
          BatchSize,
          BatchSize * static_cast<double>(Net::multiply_adds),
          Net::parameter_count,
          [state = lazily<State>()]() -> std::function<void()> {
            State& s = state();
            if constexpr (NetPredictor::small_weights) {
              const auto parameters = std::make_unique<Parameters<Net>>();
              parameters->initialize(1);
              require(s.predictor.quantize(*parameters));
            } else {
              s.predictor.initialize(1);
            }
            return [&s] { require(s.predictor.predict(s.data.x(0), s.y)); };
          },
          Team::threads};
}

/// Every measurement of one network.
template <class Setup>
int run_network(int argc, char** argv) {
  return run_benchmarks(
      argc, argv,
      {step<Setup, 1>(), step<Setup, 8>(), step<Setup, 32>(), step<Setup, 128>(), predict<Setup, 1>(),
       predict<Setup, 1, OneThread, Weights::bf16>("predict bf16"),
       predict<Setup, 1, OneThread, Weights::int8>("predict int8"), predict<Setup, 32>(),
       step<Setup, 32, Threads<2>>(), predict<Setup, 1, Threads<2>>(), predict<Setup, 32, Threads<2>>()});
}

}  // namespace benchmarks
