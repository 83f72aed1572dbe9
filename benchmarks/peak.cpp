// SPDX-License-Identifier: MIT
// What one core can do at most: multiply-adds in registers alone.
#include "measure.hpp"

int main(int argc, char** argv) {
  return benchmarks::run_benchmarks(argc, argv, {benchmarks::peak_measurement()});
}
