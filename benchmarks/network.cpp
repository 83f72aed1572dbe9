// SPDX-License-Identifier: MIT
// One network, which CMake names: each of networks.hpp, or a user's own.
#include "network.hpp"

#ifdef CAMEO_BENCHMARK_FILE
#include CAMEO_BENCHMARK_FILE
#endif

int main(int argc, char** argv) { return benchmarks::run_network<CAMEO_BENCHMARK_NETWORK>(argc, argv); }
