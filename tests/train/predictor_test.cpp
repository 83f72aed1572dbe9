// SPDX-License-Identifier: MIT
#include "cameo/train/predictor.hpp"

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/train/threads.hpp"
#include "catch.hpp"

using namespace cameo;

namespace predictor_test {

using Net = Sequential<Input<6, 5, 2>, Conv2D<4, 3>, ReLU, Flatten, Dense<3>, Softmax>;
using NetTrainer = Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<8>>;

/// Pictures larger than the input, as bytes.
struct Pictures {
  Pictures() : bytes(21 * 8 * 7 * 2), labels(21) {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random_bits(1, i));
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<float>(i % 3);
  }
  Dataset dataset() const {
    return {.size = {8, 7, 2}, .bytes = bytes, .values = {}, .labels = labels, .augmentation = {}};
  }
  std::vector<std::uint8_t> bytes;
  std::vector<float> labels;
};

template <class Model>
std::vector<float> predictions(Model& model, const Dataset& data) {
  std::vector<float> y(data.samples() * 3);
  REQUIRE(model.predict(data, y).message() == "");
  return y;
}

template <class Model>
std::string refusal(Model& model) {
  const std::vector<float> x(Net::Input::size);
  std::vector<float> y(3);
  const std::string sentence(model.predict(x, y).message());
  const Pictures pictures;
  std::vector<float> outputs(63);
  CHECK(model.predict(pictures.dataset(), outputs).message() == sentence);
  CHECK(model.template evaluate<SparseCategoricalCrossentropy>(pictures.dataset()).error.message() ==
        sentence);
  return sentence;
}

TEST_CASE("a Predictor that was never given parameters says so") {
  const std::string sentence =
      "the Predictor has no parameters: all are zero; initialize or load them first, or quantize those of a "
      "Trainer";
  Predictor<Net> floats;
  CHECK(refusal(floats) == sentence);
  floats.initialize(0);
  CHECK(refusal(floats) == "");

  Predictor<Net, Weights::int8, Batch<4>> small;
  CHECK(refusal(small) == sentence);
  Parameters<Net> parameters{};
  parameters.initialize(0);
  parameters.values[0] = std::numeric_limits<float>::infinity();
  CHECK(small.quantize(parameters));
  CHECK(refusal(small) == sentence);
  parameters.values[0] = 0;
  REQUIRE(!small.quantize(parameters));
  CHECK(refusal(small) == "");

  const Parameters<Net> zeros{};
  Predictor<Net, Borrowed> borrowing(zeros);
  CHECK(refusal(borrowing) == sentence);
}

TEST_CASE("outputs that are not finite are an error, with its cause") {
  using Sums = Sequential<Input<2>, Dense<3>>;
  const std::vector<float> x(4 * 2, 2.0f);
  std::vector<float> y(4 * 3);
  Predictor<Sums> model;
  model.initialize(0);
  REQUIRE(!model.predict(x, y));
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    model.parameters().values[1] = value;
    CHECK_THAT(std::string(model.predict(x, y).message()),
               cameo_test::contains("'dense.kernel' is NaN or infinite at index 1"));
  }
  model.parameters().values[1] = std::numeric_limits<float>::max();
  CHECK_THAT(std::string(model.predict(x, y).message()),
             cameo_test::contains("the outputs are not finite: the samples or the parameters are too large"));
}

TEST_CASE("no pooling hides a NaN") {
  const auto check = []<class Net>(Net) {
    static Predictor<Net> model;
    model.initialize(0);
    constexpr std::size_t filters = Net::template Layer<0>::filters;
    const auto kernel = model.parameters().of(parameter_tensors<Net>[0]);
    for (std::size_t i = 0; i < kernel.size(); ++i) kernel[i] = i / filters % 2 == 0 ? 10.0f : -10.0f;
    std::vector<float> x(Net::Input::size, 0.5f), y(2);
    REQUIRE(!model.predict(x, y));
    for (std::size_t pixel = 0; pixel < x.size(); pixel += 2) {
      x[pixel] = x[pixel + 1] = 3e38f;  // 10 and -10 times that are infinity and NaN
      CAPTURE(pixel);
      CHECK_THAT(std::string(model.predict(x, y).message()),
                 cameo_test::contains("the outputs are not finite"));
      x[pixel] = x[pixel + 1] = 0.5f;
    }
  };
  check(Sequential<Input<14, 14, 2>, Conv2D<3, 3>, MaxPooling2D<2>, Flatten, Dense<2>>());
  check(Sequential<Input<6, 6, 2>, Conv2D<17, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<2>>());
  check(Sequential<Input<6, 6, 2>, Conv2D<2, 1>, MaxPooling2D<Window{2, 3}>, Flatten, Dense<2>>());
  check(Sequential<Input<3, 3, 2>, Conv2D<2, 1>, GlobalMaxPooling2D, Dense<2>>());
}

TEST_CASE("a dataset is predicted as it was trained on: bytes are scaled and cropped") {
  const Pictures pictures;
  Dataset data = pictures.dataset();
  const auto trainer = std::make_unique<NetTrainer>();
  Predictor<Net, Borrowed> one(trainer->parameters());
  Predictor<Net, Borrowed, Batch<5>> five(trainer->parameters());
  const std::vector<float> expected = predictions(*trainer, data);
  CHECK(predictions(one, data) == expected);
  CHECK(predictions(five, data) == expected);

  std::vector<float> x, y(63);  // the middle of each picture
  for (std::size_t i = 0; i < 21; ++i)
    for (std::size_t row = 1; row < 7; ++row)
      for (std::size_t k = 2; k < 12; ++k)
        x.push_back(static_cast<float>(pictures.bytes[(i * 8 + row) * 14 + k]) * data.scale);
  REQUIRE(one.predict(x, y).message() == "");
  CHECK(y == expected);

  data.labels = {};
  CHECK(predictions(one, data) == expected);
  CHECK(one.predict(data, std::span(y).first(60)).message() ==
        "y has 60 values, but 21 samples with 3 outputs each need 63");
  data.size = {8, 7, 1};
  CHECK_THAT(std::string(one.predict(data, y).message()), cameo_test::contains("the channels differ"));
}

TEST_CASE("a Dropout changes no bit of a prediction, within a stage either") {
  using Without = Sequential<Input<8, 8, 3>, Conv2D<4, 3>, BatchNormalization<>, ReLU, Flatten, Dense<3>>;
  using With = Sequential<Input<8, 8, 3>, Conv2D<4, 3>, Dropout<0.5f>, BatchNormalization<>, Dropout<0.5f>,
                          ReLU, Flatten, Dense<3>>;
  STATIC_REQUIRE(Predictor<With>::Plan::stages == 2);
  const std::vector<float> x(2 * With::Input::size, 0.5f);
  std::vector<float> expected(6), y(6);
  const auto without = std::make_unique<Predictor<Without>>();
  const auto with = std::make_unique<Predictor<With>>();
  without->initialize(1);
  with->initialize(1);
  REQUIRE(without->predict(x, expected).message() == "");
  REQUIRE(with->predict(x, y).message() == "");
  CHECK(y == expected);
}

TEST_CASE("kernels are prepared once, and anew when parameters were written to") {
  using Deep = Sequential<Input<16, 16, 8>, Conv2D<16, 3, Conv{.bias = false}>, ReLU, Conv2D<8, 3>,
                          BatchNormalization<>, MaxPooling2D<2>, Flatten, Dense<3>>;
  STATIC_REQUIRE(Predictor<Deep>::Plan::Lowering::algorithms[0] == "winograd 4x4");
  std::vector<float> x(7 * Deep::Input::size), before(21), after(21), y(21);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(2, i) - 0.5f;
  const auto predict = [&](auto& model, std::vector<float>& to) {
    REQUIRE(model.predict(x, to).message() == "");
  };
  // Written to are the first kernel and the moving variance, which kernels or scales are made of.
  const auto change = [](Parameters<Deep>& parameters) {
    parameters.of(parameter_tensors<Deep>[0])[5] += 1;
    parameters.of(parameter_tensors<Deep>[6])[3] += 1;
  };
  const auto with = std::make_unique<Predictor<Deep>>();
  with->initialize(1);
  predict(*with, before);
  predict(*with, y);
  CHECK(y == before);
  change(with->parameters());
  predict(*with, after);
  CHECK(after != before);
  with->initialize(1);
  predict(*with, y);
  CHECK(y == before);
  change(with->parameters());
  with->prepare();
  predict(*with, y);
  CHECK(y == after);
  with->initialize(1);

  const auto trainer = std::make_unique<Trainer<Deep, MeanSquaredError, SGD, Batch<3>>>();  // three batches
  trainer->initialize(1);
  const auto borrowing = std::make_unique<Predictor<Deep, Borrowed>>(trainer->parameters());
  predict(*trainer, y);
  CHECK(y == before);
  predict(*borrowing, y);
  CHECK(y == before);
  change(trainer->parameters());
  predict(*trainer, y);
  CHECK(y == after);
  predict(*borrowing, y);
  CHECK(y == before);  // nobody has told it: both changes are of what it has prepared
  borrowing->refresh();
  predict(*borrowing, y);
  CHECK(y == after);

  const auto small = std::make_unique<Predictor<Deep, Weights::bf16>>();
  REQUIRE(!small->quantize(with->parameters()));
  predict(*small, before);
  REQUIRE(!small->quantize(trainer->parameters()));
  predict(*small, y);
  CHECK(y != before);
  StoredParameters<Deep, Weights::bf16> stored;
  REQUIRE(!stored.quantize(trainer->parameters()));
  Predictor<Deep, Weights::bf16, Borrowed> flash(stored);
  std::vector<float> same(21);
  predict(flash, same);
  CHECK(same == y);
}

template <class... Options>
std::vector<float> predicted_again(const Parameters<Sequential<Input<4096>, Dense<64>>>& parameters) {
  using Large = Predictor<Sequential<Input<4096>, Dense<64>>, Options...>;
  const auto predictor = std::make_unique<Large>();
  if constexpr (requires { predictor->quantize(parameters); })
    REQUIRE(!predictor->quantize(parameters));
  else
    predictor->parameters() = parameters;
  std::vector<float> x(4096), first(64), again(64);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(5, i) - 0.5f;
  REQUIRE(!predictor->predict(x, first));
  for (int i = 0; i < 3; ++i) {
    REQUIRE(!predictor->predict(x, again));
    CHECK(first == again);
  }
  return first;
}

TEST_CASE("a large kernel, which is read from either end, gives the same bits again and again") {
  const auto parameters = std::make_unique<Parameters<Sequential<Input<4096>, Dense<64>>>>();
  parameters->initialize(3);
  const std::vector<float> y = predicted_again<>(*parameters);
  CHECK(predicted_again<Threads<2>>(*parameters) == y);
  CHECK(predicted_again<Batch<8>>(*parameters) == y);
  const std::vector<float> half = predicted_again<Weights::bf16>(*parameters),
                           byte = predicted_again<Weights::int8>(*parameters);
  for (std::size_t i = 0; i < y.size(); ++i) {
    CHECK(half[i] == Approx(y[i]).margin(0.01));
    CHECK(byte[i] == Approx(y[i]).margin(0.01));
  }
}

TEST_CASE("a batch may have more samples than a square root of an int") {
  using Small = Sequential<Input<3>, Dense<2>, Softmax>;
  constexpr std::size_t samples = 70'000;
  const auto large = std::make_unique<Predictor<Small, Batch<samples>>>();
  const auto small = std::make_unique<Predictor<Small>>();
  large->initialize(1);
  small->initialize(1);
  std::vector<float> x(3 * samples), y(2 * samples), expected(2 * samples);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(5, i) - 0.5f;
  REQUIRE(!large->predict(x, y));
  REQUIRE(!small->predict(x, expected));
  for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(y[i] == Approx(expected[i]).margin(1e-6));
}

/// BinaryCrossentropy of probabilities that are no sigmoids: it absorbs no layer.
struct OfProbabilities : LossDescription {};

}  // namespace predictor_test

template <>
struct cameo::HWY_NAMESPACE::LossKernel<predictor_test::OfProbabilities> : LossKernel<BinaryCrossentropy> {};

namespace predictor_test {

TEST_CASE("a loss that absorbs no layer is given no logits, by a Predictor neither") {
  using Hard = Sequential<Input<3>, Dense<1>, HardSigmoid>;
  Trainer<Hard, OfProbabilities, SGD, Batch<4>> trainer;
  std::vector<float> x(24), y{0, 1, 0, 1, 1, 0, 0, 1};
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 4 * random_uniform(5, i);
  const Dataset data{.size = {1, 1, 3}, .values = x, .labels = y};
  Predictor<Hard, Borrowed> predictor(trainer.parameters());
  const Scores scores = predictor.evaluate<OfProbabilities>(data);
  REQUIRE(scores);
  CHECK(scores.loss == Approx(trainer.evaluate(data).loss));
}

TEST_CASE("a Predictor evaluates as the Trainer does, small weights nearly so") {
  const Pictures pictures;
  const Dataset data = pictures.dataset();
  const auto trainer = std::make_unique<NetTrainer>();
  REQUIRE(trainer->fit(data, {.epochs = 5}));
  const auto [loss, accuracy, error] = trainer->evaluate(data);
  REQUIRE(error.message() == "");
  Predictor<Net, Borrowed, Batch<4>> floats(trainer->parameters());
  const Scores same = floats.evaluate<SparseCategoricalCrossentropy>(data);
  CHECK(same.loss == Approx(loss).epsilon(1e-5));
  CHECK(same.accuracy == accuracy);
  Predictor<Net, Weights::bf16> half;
  Predictor<Net, Weights::int8, Batch<8>> byte;
  REQUIRE(!half.quantize(trainer->parameters()));
  REQUIRE(!byte.quantize(trainer->parameters()));
  CHECK(half.evaluate<SparseCategoricalCrossentropy>(data).loss == Approx(loss).epsilon(0.02));
  CHECK(byte.evaluate<SparseCategoricalCrossentropy>(data).loss == Approx(loss).epsilon(0.02));

  Pictures wrong;
  wrong.labels[17] = 3;
  CHECK_THAT(std::string(floats.evaluate<SparseCategoricalCrossentropy>(wrong.dataset()).error.message()),
             cameo_test::contains("the label of sample 17 is 3"));
}

}  // namespace predictor_test
