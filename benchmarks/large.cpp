// SPDX-License-Identifier: MIT
#include "network.hpp"

int main(int argc, char** argv) { return benchmarks::run_network<benchmarks::Large>(argc, argv); }
