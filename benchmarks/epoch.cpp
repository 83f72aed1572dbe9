// SPDX-License-Identifier: MIT
// An epoch of the flagship through fit, from bytes of 72x72 pictures with random crop, flip, brightness and
// contrast, in batches of 32. Its "batch" counts the pictures of the epoch.
#include "network.hpp"

namespace benchmarks {

template <class Team>
Measurement epoch() {
  static constexpr int pictures = 512;
  using FlagshipTrainer = Trainer<Flagship::Net, Flagship::Loss, Adam, Batch<32>, Team>;
  struct State {
    State() : bytes(pictures * 72 * 72 * 3), labels(pictures) {
      for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random_bits(1, i));
      for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<float>(i % 2);
    }
    std::vector<std::uint8_t> bytes;
    std::vector<float> labels;
    FlagshipTrainer trainer;
  };
  return {"flagship epoch",
          pictures,
          pictures * step_multiply_adds<Flagship::Net>(),
          Flagship::Net::parameter_count,
          [state = lazily<State>()]() -> std::function<void()> {
            State& s = state();
            s.trainer.initialize(1);
            return [&s] {
              const Dataset data{
                  .size = {72, 72, 3},
                  .bytes = s.bytes,
                  .values = {},
                  .labels = s.labels,
                  .augmentation = {
                      .random_crop = true, .horizontal_flip = true, .brightness = 0.1f, .contrast = 0.1f}};
              require(s.trainer.fit(data).error);
            };
          },
          Team::threads};
}

}  // namespace benchmarks

int main(int argc, char** argv) {
  using namespace benchmarks;
  return run_benchmarks(argc, argv, {epoch<OneThread>(), epoch<Threads<2>>()});
}
