// SPDX-License-Identifier: MIT
// A residual network of 5 * CAMEO_BLOCKS layers, trained and predicted: what depth costs a compiler.
#include <cameo/cameo.hpp>

using namespace cameo;

template <int>
using Block = Residual<Conv2D<8, 3, Conv{.padding = Same}>, BatchNormalization<>, ReLU, Conv2D<8, 1>>;

template <class Indices>
struct Deep;
template <int... Index>
struct Deep<std::integer_sequence<int, Index...>> {
  using Net = Sequential<Input<8, 8, 8>, Block<Index>..., GlobalAveragePooling2D, Dense<1>>;
};
using Net = Deep<std::make_integer_sequence<int, CAMEO_BLOCKS>>::Net;

static Trainer<Net, MeanSquaredError, Adam, Batch<4>> trainer;
static Predictor<Net, Borrowed> predictor(trainer.parameters());

int main() {
  static std::array<float, 4 * Net::Input::size> x;
  std::array<float, 4> y{};
  if (trainer.train_on_batch(x, y).error) return 1;
  return predictor.predict(x, y) ? 1 : 0;
}
