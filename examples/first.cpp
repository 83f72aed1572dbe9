// SPDX-License-Identifier: MIT
#include <cameo/cameo.hpp>
#include <cstdio>
#include <vector>
using namespace cameo;

using Net = Sequential<Input<8, 8, 1>, Conv2D<4, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<1>, Sigmoid>;
static Trainer<Net, BinaryCrossentropy, Adam, Batch<32>> trainer;

int main() {
  std::vector<std::uint8_t> bytes;  // 1000 pictures of 8x8 grays: stripes that lie or stand, under noise
  std::vector<float> labels;        // 0 where they lie, 1 where they stand
  for (unsigned picture = 0; picture < 1000; ++picture) {
    const bool stand = picture % 2 == 1;
    labels.push_back(stand ? 1 : 0);
    for (unsigned pixel = 0; pixel < 64; ++pixel) {
      const unsigned line = picture / 2 + (stand ? pixel % 8 : pixel / 8);
      bytes.push_back(static_cast<std::uint8_t>(line % 2 * 80 + random_bits(picture, pixel) % 160));
    }
  }
  const std::span<const std::uint8_t> pixels(bytes);
  const std::span<const float> answers(labels);
  const Dataset train{.size = {8, 8, 1}, .bytes = pixels.first(800 * 64), .labels = answers.first(800)};
  const Dataset test{.size = {8, 8, 1}, .bytes = pixels.last(200 * 64), .labels = answers.last(200)};

  trainer.optimizer.learning_rate = 0.01f;
  const History history = trainer.fit(train, {.epochs = 5, .validation_data = &test});
  for (const EpochScores& epoch : history.epochs())
    std::printf("loss %.2f, accuracy on the test pictures %.2f\n", epoch.loss, epoch.val_accuracy);
  if (!history) std::puts(history.error.c_str());
}
