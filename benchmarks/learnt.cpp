// SPDX-License-Identifier: MIT
// A step of the flagship after its batches are learnt: most gradients are then zero or next to it, where
// denormals would cost most. "flagship step" is the same at the start.
#include "network.hpp"

namespace benchmarks {

struct Learnt {
  Learnt() {
    trainer.initialize(1);
    float loss = 1;
    // Once the gradients have faded, the moments need some hundred steps to follow.
    for (int step = 0; step < 600; ++step) loss = this->step();
    if (loss > 1e-3f) fmt::print(stderr, "flagship learnt step: the loss is still {}\n", loss);
  }
  float step() {
    const Scores scores = trainer.train_on_batch(data.x(next), data.y(next));
    ++next;
    require(scores.error);
    return scores.loss;
  }

  MadeUp<Flagship> data{4, 32};
  std::size_t next = 0;
  Trainer<Flagship::Net, Flagship::Loss, Adam, Batch<32>> trainer;
};

Measurement learnt_step() {
  return {"flagship learnt step", 32, 32 * step_multiply_adds<Flagship::Net>(),
          Flagship::Net::parameter_count,
          [learnt = lazily<Learnt>()]() -> std::function<void()> { return [&l = learnt()] { l.step(); }; }};
}

}  // namespace benchmarks

int main(int argc, char** argv) {
  return benchmarks::run_benchmarks(argc, argv, {benchmarks::learnt_step()});
}
