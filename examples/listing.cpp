// SPDX-License-Identifier: MIT
// The whole idea in one listing, on made-up pictures: bright squares on noise, or noise alone.

// clang-format off
// [network]
#include <cameo/cameo.hpp>
using namespace cameo;

using FaceNet = Sequential<Input<64, 64, 3>,
    Conv2D<32, 3>, ReLU, MaxPooling2D<2>,
    Conv2D<64, 3>, ReLU, MaxPooling2D<2>,
    Flatten,
    Dense<128>, ReLU,
    Dense<1>, Sigmoid>;
static_assert(FaceNet::parameter_count == 1'625'281);

using FaceTrainer = Trainer<FaceNet, BinaryCrossentropy, Adam, Batch<32>>;
static_assert(sizeof(FaceTrainer) <= 32 << 20);     // the RAM budget is a compile-time fact

static FaceTrainer trainer;                          // static storage, never the stack
// [network]
// clang-format on

#include <cstdio>
#include <vector>

// [save]
#include <cameo/io/weights_file.hpp>
// [save]

// [resume]
#include <cameo/io/trainer_file.hpp>
// [resume]

// [report]
#include <cameo/report/progress_bar.hpp>
#include <cameo/report/summary.hpp>
// [report]

// [callbacks]
#include <cameo/train/best_parameters.hpp>
#include <cameo/train/early_stopping.hpp>
#include <cameo/train/schedule.hpp>
// [callbacks]

namespace {

/// `samples` pictures, (samples, 64, 64, 3), of which every second one has a square somewhere.
struct Pictures {
  std::vector<std::uint8_t> bytes;
  std::vector<float> labels;

  Pictures(std::size_t samples, std::uint64_t seed) : bytes(samples * 64 * 64 * 3), labels(samples) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<std::uint8_t>(random_bits(seed, i) % 128);
    for (std::size_t i = 1; i < samples; i += 2) {
      labels[i] = 1;
      const std::size_t corner = random_bits(seed + 1, i) % 40;
      for (std::size_t y = corner; y < corner + 20; ++y)
        std::fill_n(&bytes[((i * 64 + y) * 64 + corner) * 3], 60, std::uint8_t{220});
    }
  }
};

Error save_and_load() {
  // [save]
  Error error = save_weights(trainer.parameters(), "model.safetensors");
  if (!error) error = load_weights("model.safetensors", trainer.parameters());
  // [save]
  return error;
}

Error save_and_resume() {
  // [resume]
  Error error = save_trainer(trainer, "trainer.safetensors");        // parameters, optimizer, epoch: one file
  if (!error) error = load_trainer("trainer.safetensors", trainer);  // fit goes on to the same bits
  // [resume]
  return error;
}

float predict(std::span<const float> x) {
  std::array<float, 1> y{};
  // [predict]
  static Predictor<FaceNet, Borrowed> predictor(trainer.parameters());  // constant weights may lie in flash
  Error error = predictor.predict(x, y);                                // x (n, 64, 64, 3), y (n, 1)
  // [predict]
  return error ? -1 : y[0];
}

float predict_with_small_weights(std::span<const float> x) {
  std::array<float, 1> y{};
  // [small]
  static Predictor<FaceNet, Weights::int8> small;
  static_assert(sizeof(small) < sizeof(Predictor<FaceNet>) / 2);
  Error refused = small.quantize(trainer.parameters());  // a weight that is NaN or infinite is named
  // [small]
  return refused || small.predict(x, y) ? -1 : y[0];
}

}  // namespace

int main() {
  const Pictures to_train(320, 1), to_validate(16, 3), to_test(32, 5);
  const std::vector<std::uint8_t>& bytes = to_train.bytes;
  const std::vector<float>& labels = to_train.labels;
  // [dataset]
  Dataset train{.size = {64, 64, 3}, .bytes = bytes, .labels = labels};  // views: (n, 64, 64, 3), (n)
  train.augmentation.horizontal_flip = true;
  // [dataset]
  // [weights]
  std::vector<float> weights;
  for (float label : labels) weights.push_back(label == 1 ? 3.0f : 1.0f);  // Keras: class_weight={0: 1, 1: 3}
  train.weights = weights;
  // [weights]
  const Dataset validation{.size = {64, 64, 3}, .bytes = to_validate.bytes, .labels = to_validate.labels};
  const Dataset test{.size = {64, 64, 3}, .bytes = to_test.bytes, .labels = to_test.labels};

  // [train]
  History history = trainer.fit(train, {.epochs = 10, .validation_data = &validation});
  auto [loss, accuracy, error] = trainer.evaluate(test);
  if (!history) std::puts(history.error.c_str());
  if (error) std::puts(error.c_str());
  // [train]
  std::printf("%d epochs; test: loss %.3f, accuracy %.3f\n", history.size, static_cast<double>(loss),
              static_cast<double>(accuracy));

  // [report]
  print_summary<FaceTrainer>();
  std::fflush(stdout);  // the bar writes without buffers
  ProgressBar bar;
  history = trainer.fit(train, {.epochs = 2, .callback = &bar});
  if (!history) std::puts(history.error.c_str());
  // [report]

  // [callbacks]
  EarlyStopping stopping(3);                         // after 3 epochs without a lower val_loss
  static BestParameters best(trainer.parameters());  // a copy of those with the lowest val_loss
  Schedule schedule(trainer.optimizer.learning_rate, [](double done) { return done < 13 ? 1e-3f : 1e-4f; });
  Callbacks callbacks(bar, stopping, best, schedule);
  history = trainer.fit(train, {.epochs = 3, .validation_data = &validation, .callback = &callbacks});
  trainer.parameters() = best.parameters();
  // [callbacks]

  Error lost = save_and_load();
  if (!lost) lost = save_and_resume();
  std::remove("model.safetensors");
  std::remove("trainer.safetensors");
  if (lost) std::puts(lost.c_str());
  std::vector<float> x(FaceNet::Input::size);  // the second picture to test, which has a square
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(to_test.bytes[x.size() + i]) / 255;
  const float p = predict(x);
  const float p_small = predict_with_small_weights(x);
  std::printf("a square with probability %.3f, with small weights %.3f\n", static_cast<double>(p),
              static_cast<double>(p_small));
  return history && !lost && accuracy > 0.9f && p > 0.5f && p_small > 0.5f ? 0 : 1;
}
