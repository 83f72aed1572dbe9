// SPDX-License-Identifier: MIT
// What one core can do at most.
#include "measure.hpp"

int main(int argc, char** argv) {
  return benchmarks::run_benchmarks(argc, argv,
                                    {benchmarks::peak_measurement(), benchmarks::bandwidth_measurement()});
}
