// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

#include "../made_up.hpp"
#include "../measure.hpp"

// What peer.py is to the peers in Python: a peer's program makes one network out of the types of
// ../networks.hpp, says on one line that it is ready, and then answers each line "run N" with N times.

namespace benchmarks {

/// This peer does not do this task.
struct Unsupported : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Task {
  std::string network, work;
  int batch = 1, threads = 1;
};

/// What a peer has made of a task.
struct Ready {
  std::string version;
  std::int64_t parameters;
  std::function<void()> run;
};

/// load(Setup{}) of the network that has this name, of those without branches whose layers these peers know.
template <class Load>
Ready of_network(std::string_view name, const Load& load) {
  Ready ready;
  const auto offer = [&]<class Setup>(Setup setup) {
    if (Setup::name == name) ready = load(setup);
  };
  offer(Flagship{});
  offer(Large{});
  offer(Lenet{});
  offer(Mlp{});
  offer(Vgg{});
  if (!ready.run) throw Unsupported("it is not told this network");
  return ready;
}

/// main of every peer:  --network NAME --work step|predict|epoch --batch N --threads N --folder F [--first]
inline int run_peer(int argc, char** argv, Ready (*load)(const Task&)) {
  std::map<std::string_view, std::string> options;
  for (int i = 1; i < argc; i += 2) options[argv[i]] = i + 1 < argc ? argv[i + 1] : "";
  const Task task{options["--network"], options["--work"], std::stoi(options["--batch"]),
                  std::stoi(options["--threads"])};
  const auto answer = [](const std::string& text) {
    fmt::print("{}\n", text);
    std::fflush(stdout);
  };
  try {
    if (task.work == "epoch") throw Unsupported("an epoch is compared with Keras's only");
    const Ready ready = load(task);
    ready.run();
    if (options.contains("--first")) {
      answer(R"({"first": true})");
      return 0;
    }
    answer(fmt::format(R"({{"version": "{}", "parameters": {}}})", ready.version, ready.parameters));
    const Measurement measurement{"", task.batch, 0, 0, [&] { return ready.run; }};
    std::string command;
    for (int runs = 0; std::cin >> command >> runs;)
      answer(fmt::format(R"({{"ms": [{:.5f}], "peak_rss_mb": {:.1f}}})",
                         fmt::join(series(measurement, runs), ", "), peak_rss_mb()));
  } catch (const Unsupported& reason) {
    answer(fmt::format(R"({{"unsupported": "{}"}})", reason.what()));
  }
  return 0;
}

}  // namespace benchmarks
