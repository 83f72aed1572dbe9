// SPDX-License-Identifier: MIT
// `counted step|predict`: a training step on 2 samples of a batch of 32, or a prediction of one sample, of
// the network that CAMEO_BENCHMARK_NETWORK, a struct of networks.hpp, is. regression.sh counts the
// instructions of `counted_pass` alone.
#include <cstdio>

#include "made_up.hpp"

using Counted = benchmarks::CAMEO_BENCHMARK_NETWORK;
using cameo::Error;

/// Not inlined, so that valgrind sees it begin and end.
template <class Function>
__attribute__((noinline)) Error counted_pass(const Function& pass) {
  return pass();
}

template <class Setup>
Error step() {
  if constexpr (benchmarks::Trained<Setup>) {
    using NetTrainer =
        cameo::Trainer<typename Setup::Net, typename Setup::Loss, cameo::Adam, cameo::Batch<32>>;
    const benchmarks::MadeUp<Setup> data{1, 2};
    const auto trainer = std::make_unique<NetTrainer>();
    trainer->initialize(1);
    return counted_pass([&] { return trainer->train_on_batch(data.x(0), data.y(0)).error; });
  }
  return {};
}

/// The first prediction prepares the parameters.
template <class Setup>
Error predict() {
  const benchmarks::MadeUp<Setup> data{1, 1};
  const auto predictor = std::make_unique<cameo::Predictor<typename Setup::Net>>();
  predictor->parameters() = *benchmarks::made_up_parameters<typename Setup::Net>();
  std::vector<float> y(Setup::Net::Output::size);
  const auto pass = [&] { return predictor->predict(data.x(0), y); };
  const Error first = pass();
  return first ? first : counted_pass(pass);
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const Error error = argv[1] == std::string_view("step") ? step<Counted>() : predict<Counted>();
  if (error) std::fprintf(stderr, "%s\n", error.c_str());
  return error ? 1 : 0;
}
