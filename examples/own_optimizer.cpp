// SPDX-License-Identifier: MIT
#include <cstdio>
// clang-format off
// [own_optimizer]
#include <cameo/cameo.hpp>
using namespace cameo;

/// v = momentum v + g; w -= learning_rate (v + decay w)
struct DecayedMomentum {
  static constexpr int states = 1;  // values kept for each parameter: v
  float learning_rate = 0.01f;
  float momentum = 0.9f;
  float decay = 1e-4f;
};

template <>
struct cameo::HWY_NAMESPACE::UpdateRule<DecayedMomentum> {
  UpdateRule(const DecayedMomentum& optimizer, std::uint64_t) : optimizer(optimizer) {}

  template <class Memory>  // a vector of parameters at a time; g is their gradient
  HWY_INLINE void operator()(Memory memory, FloatVector g, float* w, float* velocity) const {
    const Floats d;
    const auto v = hn::MulAdd(hn::Set(d, optimizer.momentum), memory.load(velocity), g);
    memory.store(v, velocity);
    const auto decayed = hn::MulAdd(hn::Set(d, optimizer.decay), memory.load(w), v);
    memory.store(hn::NegMulAdd(hn::Set(d, optimizer.learning_rate), decayed, memory.load(w)), w);
  }

  DecayedMomentum optimizer;
};

static Trainer<Sequential<Input<2>, Dense<8>, Tanh, Dense<1>, Sigmoid>, BinaryCrossentropy, DecayedMomentum> trainer;
// [own_optimizer]
// clang-format on

int main() {
  constexpr std::array<float, 8> x{0, 0, 0, 1, 1, 0, 1, 1};
  constexpr std::array<float, 4> y{0, 1, 1, 0};
  trainer.optimizer.learning_rate = 0.2f;
  for (int step = 0; step < 500; ++step) (void)trainer.train_on_batch(x, y);
  const Scores last = trainer.test_on_batch(x, y);
  if (!last) std::puts(last.error.c_str());
  std::printf("exclusive or: loss %.3f, accuracy %.2f\n", static_cast<double>(last.loss),
              static_cast<double>(last.accuracy));
  return last && last.accuracy == 1 ? 0 : 1;
}
