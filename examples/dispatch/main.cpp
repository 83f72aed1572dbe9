// SPDX-License-Identifier: MIT
// One program for many CPUs. CAMEO_DISPATCH=sse4 takes that copy of the network instead of the best.
#include <algorithm>
#include <array>
#include <cameo/dispatch.hpp>
#include <cstdint>
#include <cstdio>

#include "actions.hpp"

namespace {

std::uint32_t state = 1;

/// 0 .. 1
float noise() {
  state = state * 1664525u + 1013904223u;
  return static_cast<float>(state >> 8) / 16777216.0f;
}

/// Fills x with 4 numbers and says which is the largest.
float draw(std::span<float> x) {
  for (float& value : x) value = noise();
  return static_cast<float>(std::max_element(x.begin(), x.end()) - x.begin());
}

}  // namespace

int main() {
  std::array<float, 32 * 4> x{};
  std::array<float, 32> y{};
  // [best]
  // anywhere in the program
  const auto& network = cameo::dispatched::best<Actions>();
  std::printf("SIMD target: %s\n", network.target);
  // [best]
  for (int step = 0; step < 2000; ++step) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = draw(std::span(x).subspan(i * 4, 4));
    const float loss = network.train(x, y);
    if (step % 500 == 0) std::printf("loss %.3f\n", static_cast<double>(loss));
  }

  int correct = 0;
  for (int i = 0; i < 100; ++i) {
    const auto numbers = std::span(x).first(4);
    const float largest = draw(numbers);
    std::array<float, 4> probabilities{};
    network.predict(numbers, probabilities);
    const auto found = std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin();
    correct += static_cast<float>(found) == largest ? 1 : 0;
  }
  std::printf("%d of 100 correct\n", correct);
  return correct >= 90 ? 0 : 1;
}
