// SPDX-License-Identifier: MIT
// Trains the network of stripes.cpp on pictures of stripes and shows what it then says of new ones.
#include <array>
#include <cstdint>
#include <cstdio>

#include "stripes.hpp"

namespace {

std::uint32_t state = 1;

/// The next of a row of numbers that look random, 0 .. bound - 1.
int noise(int bound) {
  state = state * 1664525u + 1013904223u;
  return static_cast<int>((state >> 16) % static_cast<std::uint32_t>(bound));
}

void draw(int label, std::span<float> picture) {
  const int phase = noise(4);
  for (int y = 0; y < stripes::side; ++y)
    for (int x = 0; x < stripes::side; ++x) {
      const int along = label == 0 ? y : label == 1 ? x : x + y;
      const int gray = ((along + phase) % 4 < 2 ? 150 : 0) + noise(106);
      picture[static_cast<std::size_t>(y * stripes::side + x)] = static_cast<float>(gray) / 255.0f;
    }
}

}  // namespace

int main() {
  constexpr int steps = 300;
  constexpr std::size_t pixels = stripes::side * stripes::side;
  static std::array<float, stripes::batch * pixels> pictures;
  std::array<float, stripes::batch> labels{};
  float first = 0, last = 0;
  for (int step = 0; step < steps; ++step) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const int label = noise(stripes::classes);
      labels[i] = static_cast<float>(label);
      draw(label, std::span(pictures).subspan(i * pixels, pixels));
    }
    last = stripes::train(pictures, labels);
    if (step == 0) first = last;
  }
  std::printf("%d bytes, loss %.4f, after %d steps %.4f\n", stripes::bytes(), static_cast<double>(first),
              steps, static_cast<double>(last));

  int correct = 0;
  for (int i = 0; i < 30; ++i) {
    std::array<float, stripes::classes> probabilities{};
    draw(i % stripes::classes, std::span(pictures).first(pixels));
    stripes::predict(std::span(pictures).first(pixels), probabilities);
    std::size_t best = 0;
    for (std::size_t k = 1; k < probabilities.size(); ++k)
      if (probabilities[k] > probabilities[best]) best = k;
    correct += best == static_cast<std::size_t>(i % stripes::classes) ? 1 : 0;
    for (float probability : probabilities) std::printf("%a ", static_cast<double>(probability));
    std::printf("\n");
  }
  std::printf("%d of 30 correct\n", correct);
  return correct >= 28 ? 0 : 1;
}
