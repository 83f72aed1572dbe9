// SPDX-License-Identifier: MIT
// Training as Keras 3 does it: same parameters, same batches, its figures (tests/keras).
#include "keras/flagship_figures.hpp"
#include "keras/follow.hpp"

using namespace cameo;

namespace keras_test {

using FaceNet = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                           MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;

TEST_CASE("20 Adam steps of the flagship") {
  namespace figures = keras_figures::flagship;
  auto trainer = std::make_unique<Trainer<FaceNet, BinaryCrossentropy, Adam, Batch<32>>>();
  const keras::Trajectory trajectory{figures::key, figures::losses, figures::accuracies, figures::final_sums,
                                     figures::final_norms};
  keras::follow(*trainer, trajectory, FaceNet::Input::size,
                [](std::size_t step, std::span<float> x, std::span<float> y) {
                  keras::fill_classes(figures::key + 3000 + step, 2, y);
                  keras::fill_pictures(figures::key + 2000 + step, y, 64, 64, 3, x);
                });
}

}  // namespace keras_test
