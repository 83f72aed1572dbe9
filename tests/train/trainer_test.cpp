// SPDX-License-Identifier: MIT
#include "cameo/train/trainer.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <new>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/testing/store_gradient.hpp"
#include "catch.hpp"

namespace trainer_test {

/// A layer of a user: y[..., c] = x[..., c] * gain[c]. Its three gains lie before thirteen floats of padding.
struct Gain : cameo::LayerDescription {
  static constexpr std::string_view name = "gain";

  template <class In>
  static constexpr std::array<cameo::ParameterSpec, 1> parameters() {
    return {cameo::ParameterSpec{"gain", {{In::channels}, 1}, cameo::Initializer::Ones}};
  }
};

}  // namespace trainer_test

template <>
struct cameo::HWY_NAMESPACE::Kernel<trainer_test::Gain> {
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

using namespace cameo;

namespace trainer_test {
using Net = Sequential<Input<8, 8, 2>, Conv2D<5, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<6>, Tanh, Dense<3>,
                       Softmax>;
using NetTrainer = Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<4>>;

/// Samples whose class shows in the brightness of one third of the values.
struct Samples {
  explicit Samples(std::size_t count) : x(count * 128), y(count) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t label = random_bits(1, i) % 3;
      y[i] = static_cast<float>(label);
      for (std::size_t j = 0; j < 128; ++j)
        x[i * 128 + j] = random_uniform(2, i * 128 + j) + (j * 3 / 128 == label ? 0.5f : 0.0f);
    }
  }
  Dataset dataset() const {
    return {.size = {8, 8, 2}, .bytes = {}, .values = x, .labels = y, .augmentation = {}};
  }

  std::vector<float> x, y;
};

template <class T>
std::string message(const T& result) {
  return std::string(result.error.message());
}

TEST_CASE("fit learns, reports every epoch, and evaluate agrees with it") {
  const Samples train(61), test(40);
  const Dataset validation = test.dataset();
  auto trainer = std::make_unique<NetTrainer>();
  trainer->optimizer.learning_rate = 0.01f;
  const History history = trainer->fit(train.dataset(), {.epochs = 20, .validation_data = &validation});
  REQUIRE(message(history) == "");
  REQUIRE(history.epochs().size() == 20);
  CHECK(history.epochs().front().loss > history.epochs().back().loss);
  CHECK(history.epochs().back().accuracy > 0.95f);
  const auto [loss, accuracy, error] = trainer->evaluate(validation);
  CHECK(error.message() == "");
  CHECK(loss == history.epochs().back().val_loss);
  CHECK(accuracy == history.epochs().back().val_accuracy);
  CHECK(accuracy > 0.9f);

  // evaluate is the mean of test_on_batch, the last, smaller batch included
  double sum = 0;
  for (std::size_t first = 0; first < 40; first += 3) {
    const std::size_t n = std::min<std::size_t>(3, 40 - first);
    const Scores scores = trainer->test_on_batch(std::span(test.x).subspan(first * 128, n * 128),
                                                 std::span(test.y).subspan(first, n));
    sum += static_cast<double>(scores.loss) * static_cast<double>(n);
  }
  CHECK(static_cast<double>(loss) == Approx(sum / 40).epsilon(1e-5));
}

TEST_CASE("one seed gives one result; another seed another") {
  const Samples train(30);
  auto a = std::make_unique<NetTrainer>(), b = std::make_unique<NetTrainer>();
  (void)a->fit(train.dataset(), {.epochs = 2, .seed = 5});
  (void)b->fit(train.dataset(), {.epochs = 2, .seed = 5});
  CHECK(a->parameters().values == b->parameters().values);
  b->initialize(0);
  (void)b->fit(train.dataset(), {.epochs = 2, .seed = 6});
  CHECK(a->parameters().values != b->parameters().values);
  b->initialize(0);
  (void)b->fit(train.dataset(), {.epochs = 2, .seed = 5});
  CHECK(a->parameters().values == b->parameters().values);
}

TEST_CASE("predict takes any number of samples, and a Predictor gives the same bits") {
  const Samples data(11);
  auto trainer = std::make_unique<NetTrainer>();
  std::vector<float> y(33), of_predictor(33), in_batches(33);
  REQUIRE(trainer->predict(data.x, y).message() == "");
  Predictor<Net, Borrowed> predictor(trainer->parameters());
  REQUIRE(predictor.predict(data.x, of_predictor).message() == "");
  CHECK(y == of_predictor);
  Predictor<Net, Batch<8>> own;
  own.initialize(0);
  REQUIRE(own.predict(data.x, in_batches).message() == "");
  CHECK(y == in_batches);
  for (std::size_t i = 0; i < 11; ++i) CHECK(y[3 * i] + y[3 * i + 1] + y[3 * i + 2] == Approx(1));
}

TEST_CASE("the gradient of a whole network is the derivative of its loss") {
  const Samples data(3);
  auto trainer = std::make_unique<Trainer<Net, SparseCategoricalCrossentropy, StoreGradient, Batch<4>>>();
  REQUIRE(message(trainer->train_on_batch(data.x, data.y)) == "");
  const auto gradient = trainer->optimizer_state()[0];
  for (const ParameterTensor& tensor : parameter_tensors<Net>) {
    const std::span<float> values = trainer->parameters().of(tensor);
    for (std::size_t i = 0; i < values.size(); i += 1 + values.size() / 5) {
      const float kept = values[i];
      constexpr float step = 2e-3f;
      values[i] = kept + step;
      const double above = static_cast<double>(trainer->test_on_batch(data.x, data.y).loss);
      values[i] = kept - step;
      const double below = static_cast<double>(trainer->test_on_batch(data.x, data.y).loss);
      values[i] = kept;
      INFO(tensor.name() << "[" << i << "]");
      CHECK(static_cast<double>(gradient.of(tensor)[i]) ==
            Approx((above - below) / (2 * static_cast<double>(step))).margin(1e-3).epsilon(0.02));
    }
  }
}

TEST_CASE("bad calls are answered with what was expected and found") {
  const Samples data(5);
  auto trainer = std::make_unique<NetTrainer>();
  const std::span<const float> x(data.x), y(data.y);
  const auto before = trainer->parameters().values;
  CHECK(message(trainer->train_on_batch(x.first(100), y.first(1))) ==
        "x has 100 values, but a sample has 128: give 1 to 4 whole samples");
  CHECK(message(trainer->train_on_batch({}, {})) ==
        "x has 0 values, but a sample has 128: give 1 to 4 whole samples");
  CHECK(message(trainer->train_on_batch(x, y)) == "x has 5 samples, but the batch takes 1 to 4");
  CHECK(message(trainer->test_on_batch(x.first(256), y.first(1))) ==
        "y has 1 values, but 2 samples with 1 labels each need 2");
  const std::array<float, 2> labels{0, 3};
  CHECK(message(trainer->train_on_batch(x.first(256), labels)).starts_with("the label of sample 1 is 3"));
  std::vector<float> broken(x.begin(), x.begin() + 256);
  broken[200] = std::numeric_limits<float>::quiet_NaN();
  CHECK(message(trainer->train_on_batch(broken, y.first(2))) ==
        "sample 1 of x has a value that is not finite");
  CHECK(std::isnan(trainer->train_on_batch(broken, y.first(2)).loss));
  std::array<float, 5> small;
  CHECK(trainer->predict(x.first(256), small).message() ==
        "y has 5 values, but 2 samples with 3 outputs each need 6");
  CHECK(trainer->predict(x.first(7), small).message() == "x has 7 values, but a sample has 128");

  Dataset dataset = data.dataset();
  CHECK(message(trainer->fit(dataset, {.epochs = 0})) == "fit: epochs is 0, but must be at least 1");
  CHECK(message(trainer->fit({})) != "");
  dataset.size = {8, 8, 1};
  CHECK(message(trainer->fit(dataset)) != "");
  CHECK(message(trainer->evaluate(dataset)) != "");
  CHECK(trainer->parameters().values == before);
}

TEST_CASE("a loss that is no longer finite ends training with a sentence") {
  const Samples data(8);
  auto trainer = std::make_unique<
      Trainer<Sequential<Input<8, 8, 2>, Flatten, Dense<1>>, MeanSquaredError, SGD, Batch<8>>>();
  trainer->optimizer.learning_rate = 1e30f;
  const History history = trainer->fit(data.dataset(), {.epochs = 5});
  const std::string sentence =
      "the loss is not finite: the samples or the parameters are too large; scale the samples, or initialize "
      "or load the parameters and train with a lower learning rate";
  CHECK(message(history) == sentence);
  CHECK(history.epochs().size() < 5);
  const auto diverged = trainer->parameters().values;
  trainer->optimizer.learning_rate = 1e-3f;
  CHECK(message(trainer->fit(data.dataset())) == sentence);
  CHECK(message(trainer->train_on_batch(data.x, data.y)) == sentence);
  CHECK(trainer->parameters().values == diverged);  // a step whose loss is not finite changes nothing
  trainer->initialize(0);
  CHECK(message(trainer->fit(data.dataset())) == "");
}

TEST_CASE("a loss that no float holds is not finite either") {
  using Linear = Sequential<Input<4>, Dense<1>>;
  Trainer<Linear, MeanSquaredError, Adam, Batch<2>> trainer;
  const std::vector<float> x(8, 1.0f), large{1e30f, 0}, y{10, 0}, weights{3e38f, 3e38f};
  const auto before = trainer.parameters().values;
  const std::string sentence = "the loss is not finite";
  CHECK(message(trainer.train_on_batch(x, large)).starts_with(sentence));
  CHECK(message(trainer.test_on_batch(x, large)).starts_with(sentence));
  CHECK(message(trainer.train_on_batch(x, y, weights)).starts_with(sentence));
  const Dataset data{.size = {1, 1, 4}, .values = x, .labels = large};
  CHECK(message(trainer.fit(data)).starts_with(sentence));
  CHECK(message(trainer.evaluate(data)).starts_with(sentence));
  CHECK(trainer.parameters().values == before);
  CHECK(trainer.optimizer_state().steps == 0);
}

TEST_CASE("what the optimizer keeps is looked at after each epoch") {
  const Samples data(8);
  auto trainer = std::make_unique<NetTrainer>();
  trainer->optimizer_state()[1].values[0] = std::numeric_limits<float>::infinity();
  CHECK(
      message(trainer->fit(data.dataset())) ==
      "what the optimizer keeps is not finite: 'conv2d.kernel' is NaN or infinite at index 0; initialize or "
      "load them, then train with a lower learning rate");
}

TEST_CASE("a black picture spoils no training of angles") {
  using Angles =
      Sequential<Input<8, 8, 2>, Conv2D<4, 3>, ReLU, Flatten, Dense<8>, UnitNormalization, CosineDense<3>>;
  Samples data(16);
  std::fill_n(data.x.begin(), 128, 0.0f);
  auto trainer = std::make_unique<Trainer<Angles, CosFace, Adam, Batch<4>>>();
  REQUIRE(message(trainer->fit(data.dataset(), {.epochs = 20})) == "");
  for (const float v : trainer->optimizer_state()[1].values) REQUIRE(v < 1e6f);
}

TEST_CASE("a callback hears of every batch and can end training") {
  struct StopAfter : Callback {
    bool on_batch_end(const TrainingProgress& progress) {
      last = progress;
      return ++batches < 4;
    }
    bool on_epoch_end(const TrainingProgress&) {
      ++epochs;
      return true;
    }
    int batches = 0, epochs = 0;
    TrainingProgress last;
  } callback;
  const Samples data(10);
  auto trainer = std::make_unique<NetTrainer>();
  const History history = trainer->fit(data.dataset(), {.epochs = 9, .callback = &callback});
  CHECK(history.stopped);
  CHECK(message(history) == "");
  CHECK(history.epochs().size() == 1);  // 4 + 4 + 2 samples, then the first batch of the second epoch
  CHECK(callback.epochs == 1);
  CHECK(callback.last.sample == 4);
  CHECK(callback.last.epoch == 1);
}

TEST_CASE("dropout drops while training only") {
  using WithDropout = Sequential<Input<64>, Dropout<0.5f>, Dense<2>, Softmax>;
  auto trainer = std::make_unique<Trainer<WithDropout, SparseCategoricalCrossentropy, SGD, Batch<2>>>();
  trainer->optimizer.learning_rate = 0;
  const std::vector<float> x(128, 1.0f), y{0, 1};
  const float loss = trainer->test_on_batch(x, y).loss;
  CHECK(trainer->test_on_batch(x, y).loss == loss);
  const float first = trainer->train_on_batch(x, y).loss, second = trainer->train_on_batch(x, y).loss;
  CHECK(first != loss);
  CHECK(first != second);
}

TEST_CASE("the padding of a user's parameters stays zero, whatever lay in the trainer's memory") {
  using WithGain = Sequential<Input<3>, Gain, Dense<2>, Softmax>;
  using GainTrainer = Trainer<WithGain, SparseCategoricalCrossentropy, SGD, Batch<2>>;
  alignas(64) static std::array<std::byte, sizeof(GainTrainer)> memory;
  memory.fill(std::byte{0x7F});                        // 3.4e38 as a float
  asm volatile("" : : "r"(memory.data()) : "memory");  // the compiler must not leave that out
  GainTrainer& trainer = *new (memory.data()) GainTrainer;
  const std::array<float, 6> x{1, 2, 3, 4, 5, 6};
  const std::array<float, 2> y{0, 1};
  REQUIRE(message(trainer.train_on_batch(x, y)) == "");
  auto padding = trainer.parameters().values;
  CHECK(padding[0] != 1);  // it learns
  for (const ParameterTensor& tensor : parameter_tensors<WithGain>)
    std::fill_n(padding.begin() + static_cast<std::ptrdiff_t>(tensor.offset), tensor.spec.shape.size(), 0.0f);
  CHECK(padding == decltype(padding){});
  std::destroy_at(&trainer);
}

}  // namespace trainer_test
