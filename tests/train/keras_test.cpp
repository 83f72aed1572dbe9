// SPDX-License-Identifier: MIT
// Training as Keras 3 does: same parameters, same batches, its figures (tests/keras).
#include <cmath>
#include <memory>
#include <vector>

#include "cameo/cameo.hpp"
#include "catch.hpp"
#include "keras/flagship_figures.hpp"
#include "keras/formulas.hpp"

using namespace cameo;
using FaceNet = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                           MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;

TEST_CASE("20 Adam steps of the flagship follow Keras") {
  namespace figures = keras_figures::flagship;
  auto trainer = std::make_unique<Trainer<FaceNet, BinaryCrossentropy, Adam, Batch<32>>>();
  std::uint64_t tensor = 0;
  trainer->parameters().for_each([&](auto, TensorShape shape, std::span<float> values) {
    keras::fill_parameter(figures::key + 1000 + tensor++, shape, values);
  });
  std::vector<float> x(32 * FaceNet::Input::size), y(32);
  for (std::size_t step = 0; step < 20; ++step) {
    keras::fill_classes(figures::key + 3000 + step, 2, y);
    keras::fill_pictures(figures::key + 2000 + step, y, 64, 64, 3, x);
    const Scores scores = trainer->train_on_batch(x, y);
    REQUIRE(scores.error.message() == "");
    INFO("step " << step);
    CHECK(static_cast<double>(scores.loss) == Approx(figures::losses[step]).epsilon(step < 3 ? 2e-5 : 2e-3));
    CHECK(static_cast<double>(scores.accuracy) == Approx(figures::accuracies[step]));
  }
  tensor = 0;
  trainer->parameters().for_each([&](std::string_view name, TensorShape, std::span<float> values) {
    double squares = 0;
    for (float value : values) squares += static_cast<double>(value) * static_cast<double>(value);
    INFO(name);
    CHECK(std::sqrt(squares) == Approx(figures::final_norms[tensor++]).epsilon(2e-3));
  });
}
