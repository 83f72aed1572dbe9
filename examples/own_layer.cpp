// SPDX-License-Identifier: MIT
#include <cstdio>

// clang-format off
// [own_layer]
#include <cameo/cameo.hpp>
using namespace cameo;

/// y[..., c] = x[..., c] * gain[c]
struct ChannelGain : LayerDescription {
  static constexpr std::string_view name = "channel_gain";

  template <class In>
  static constexpr std::array<ParameterSpec, 1> parameters() {
    return {ParameterSpec{"gain", {{In::channels}, 1}, Ones}};
  }
};

template <>
struct cameo::HWY_NAMESPACE::Kernel<ChannelGain> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(pass.samples) * In::size; ++i)
      pass.y[i] = pass.x[i] * pass.w[i % In::channels];
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(pass.samples) * In::size; ++i) {
      pass.dw[i % In::channels] += pass.dy[i] * pass.x[i];
      if (pass.dx != nullptr) pass.dx[i] = pass.dy[i] * pass.w[i % In::channels];
    }
  }
};

using Net = Sequential<Input<28, 28, 1>, Conv2D<8, 3>, ChannelGain, ReLU, Flatten, Dense<10>, Softmax>;
// [own_layer]
// clang-format on

// [check_layer]
#include <cameo/testing/check_layer.hpp>
// [check_layer]

int main() {
  // [check_layer]
  const Error error = check_layer<ChannelGain, Shape<4, 5, 3>>();
  // [check_layer]
  if (error) std::puts(error.c_str());

  static Trainer<Net, SparseCategoricalCrossentropy, SGD, Batch<4>> trainer;
  static std::array<float, 4 * Net::Input::size> x;
  constexpr std::array<float, 4> y{0, 1, 2, 3};
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(1, i);
  const Scores first = trainer.train_on_batch(x, y);
  for (int step = 0; step < 20; ++step) (void)trainer.train_on_batch(x, y);
  const Scores last = trainer.test_on_batch(x, y);
  std::printf("loss %.3f, then %.3f\n", static_cast<double>(first.loss), static_cast<double>(last.loss));
  return !error && last.loss < first.loss ? 0 : 1;
}
