// SPDX-License-Identifier: MIT
// A small program that has all of it: trains a convolutional network, saves its weights, loads them and
// predicts. Prints the target, whether it fuses multiply-add, and a hash of the parameters' and the
// predictions' bits: the same on every target that fuses, and on every other.
#include <array>
#include <bit>
#include <cameo/cameo.hpp>
#include <cameo/io/safetensors.hpp>
#include <cstdio>
#include <vector>

namespace {
using namespace cameo;

constexpr int batch = 5;
using Net = Sequential<Input<18, 20, 3>, Rescaling<2.0f, -1.0f>, Conv2D<24, 3>, ReLU, MaxPooling2D<2>,
                       Conv2D<20, 3, Conv{.padding = Same}>, LeakyReLU<0.1f>, AveragePooling2D<2>, Flatten,
                       Dense<33>, ReLU, Dropout<0.25f>, Dense<4>, Softmax>;

Trainer<Net, SparseCategoricalCrossentropy, SGD, Batch<batch>> trainer;
Predictor<Net> predictor;

std::uint64_t hash = 0xcbf29ce484222325u;
void add(std::span<const float> values) {  // FNV-1a; -0 counts as 0
  for (const float value : values)
    hash = (hash ^ std::bit_cast<std::uint32_t>(value + 0.0f)) * 0x100000001b3u;
}

int fail(const char* what, const Error& error) {
  std::printf("%s: %s\n", what, Text(error.message()).c_str());
  return 1;
}
}  // namespace

int main() {
  std::array<float, batch * Net::Input::size> x;
  std::array<float, batch> labels;
  trainer.initialize(7);
  trainer.optimizer.learning_rate = 0.05f;
  trainer.optimizer.momentum = 0.9f;
  const auto before = trainer.parameters();
  for (std::uint64_t step = 0; step < 30; ++step) {
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(2 * step, i);
    for (std::size_t i = 0; i < labels.size(); ++i)
      labels[i] = static_cast<float>(random_bits(2 * step + 1, i) % 4);
    if (const auto scores = trainer.train_on_batch(x, labels); scores.error)
      return fail("training", scores.error);
  }
  if (before.values == trainer.parameters().values) return fail("training", Error("nothing was learned"));

  std::vector<std::byte> file(weights_size(trainer.parameters()));
  if (Error error = write_weights(trainer.parameters(), file)) return fail("saving", error);
  if (file[0] != std::byte{0} && little_endian(std::span(file).first(8)) > file.size())
    return fail("saving", Error("the file's length has the CPU's byte order"));
  if (Error error = load_weights(file, "memory", predictor.parameters())) return fail("loading", error);
  std::array<float, batch * 4> y{}, from_trainer{};
  for (int i = 0; i < batch; ++i)
    if (Error error = predictor.predict(
            std::span(x).subspan(static_cast<std::size_t>(i) * Net::Input::size, Net::Input::size),
            std::span(y).subspan(static_cast<std::size_t>(i) * 4, 4)))
      return fail("predicting", error);
  if (Error error = trainer.predict(x, from_trainer)) return fail("predicting", error);
  if (y != from_trainer) return fail("predicting", Error("trainer and predictor disagree"));
  add(trainer.parameters().values);
  add(y);
  std::printf("%s fused %d: %016llx\n", target_name, fused_multiply_add,
              static_cast<unsigned long long>(hash));
}
