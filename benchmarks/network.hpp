// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/train/threads.hpp>

#include "described.hpp"

namespace benchmarks {

template <class Net>
constexpr double sample_bytes(int batch) {
  return 4.0 * batch * static_cast<double>(Net::Input::size + Net::Output::size);
}

/// Training steps from fresh parameters on, round four batches. Adam reads and writes the parameters and two
/// moments of each.
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
          Team::threads,
          6.0 * sizeof(Parameters<Net>) + sample_bytes<Net>(BatchSize)};
}

/// Predictions of the same samples, with the parameters that described.hpp tells the peers.
template <class Setup, int BatchSize, class Team = OneThread, class Stored = Weights::float32>
Measurement predict(std::string_view work = "predict") {
  using Net = typename Setup::Net;
  using NetPredictor = Predictor<Net, Batch<BatchSize>, Team, Stored>;
  struct State {
    State() {
      const auto made_up = made_up_parameters<Net>();
      if constexpr (NetPredictor::small_weights)
        require(predictor.quantize(*made_up));
      else
        predictor.parameters() = *made_up;
    }
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
            return [&s] { require(s.predictor.predict(s.data.x(0), s.y)); };
          },
          Team::threads,
          sizeof(typename NetPredictor::ParametersType) + sample_bytes<Net>(BatchSize)};
}

/// Every measurement of one network, or with --describe FOLDER what peers are told of it.
template <class Setup>
int run_network(int argc, char** argv) {
  if (argc == 3 && argv[1] == std::string_view("--describe")) {
    describe<Setup>(argv[2]);
    return 0;
  }
  std::vector<Measurement> all;
  const auto add = [&](auto... measurements) { (all.push_back(std::move(measurements)), ...); };
  if constexpr (Trained<Setup>)
    add(step<Setup, 1>(), step<Setup, 8>(), step<Setup, 32>(), step<Setup, 128>(),
        step<Setup, 8, Threads<2>>(), step<Setup, 32, Threads<2>>(), step<Setup, 128, Threads<2>>());
  add(predict<Setup, 1>(), predict<Setup, 8>(), predict<Setup, 32>(), predict<Setup, 128>(),
      predict<Setup, 1, OneThread, Weights::bf16>("predict bf16"),
      predict<Setup, 1, OneThread, Weights::int8>("predict int8"), predict<Setup, 1, Threads<2>>(),
      predict<Setup, 8, Threads<2>>(), predict<Setup, 32, Threads<2>>(), predict<Setup, 128, Threads<2>>());
  return run_benchmarks(argc, argv, all);
}

}  // namespace benchmarks
