// SPDX-License-Identifier: MIT
// The flagship's training file at its smallest: `benchmark_minimal STEPS [PICTURES]` trains so many steps on
// 1 to 32 made-up pictures. Its time and memory of compiling, its size, its sizeof and its instructions a
// step are what regression.sh watches.
#include <cstdio>
#include <cstdlib>

#include "flagship.hpp"

using benchmarks::Flagship;
using FlagshipTrainer = cameo::Trainer<Flagship::Net, Flagship::Loss, cameo::Adam, cameo::Batch<32>>;
static_assert(sizeof(FlagshipTrainer) <= 32 << 20);

static FlagshipTrainer trainer;
static std::array<std::uint8_t, 32 * Flagship::Net::Input::size> pictures;
static std::array<float, 32> labels;

int main(int argc, char** argv) {
  const int steps = argc > 1 ? std::atoi(argv[1]) : 1;
  const std::size_t count = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : labels.size();
  if (count > labels.size()) return 1;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    pictures[i] = static_cast<std::uint8_t>(cameo::random_bits(1, i));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<float>(i % 2);

  const cameo::Dataset data{.size = {64, 64, 3},
                            .bytes = std::span(pictures).first(count * Flagship::Net::Input::size),
                            .values = {},
                            .labels = std::span(labels).first(count),
                            .augmentation = {}};
  const cameo::History history = trainer.fit(data, {.epochs = steps});
  const cameo::Scores scores = trainer.evaluate(data);
  std::printf("{\"loss\": %g, \"accuracy\": %g, \"sizeof_trainer\": %zu}\n", static_cast<double>(scores.loss),
              static_cast<double>(scores.accuracy), sizeof trainer);
  return history.error || scores.error ? 1 : 0;
}
