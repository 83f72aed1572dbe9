// SPDX-License-Identifier: MIT
// Deep networks, trained and predicted: a chain of 200 stages and a ResNet-152.
#include <cameo/cameo.hpp>

namespace {
using namespace cameo;

template <class>
struct Alternating;
template <int... Index>
struct Alternating<std::integer_sequence<int, Index...>> {
  using Net = Sequential<Input<4, 4, 4>, std::conditional_t<Index % 2 == 0, Conv2D<4, 1>, Tanh>...>;
};
using Chain = Alternating<std::make_integer_sequence<int, 200>>::Net;

template <int Filters, Stride Step>
using Bottleneck =
    Branch<Conv2D<Filters, 1, Conv{.bias = false}>, BatchNormalization<>, ReLU,
           Conv2D<Filters, 3, Conv{.stride = Step, .padding = Same, .bias = false}>, BatchNormalization<>,
           ReLU, Conv2D<4 * Filters, 1, Conv{.bias = false}>, BatchNormalization<>>;
template <int Filters, Stride Step>
using First =
    Branch<Add<Branch<Conv2D<4 * Filters, 1, Conv{.stride = Step, .bias = false}>, BatchNormalization<>>,
               Bottleneck<Filters, Step>>,
           ReLU>;
template <int Filters, int>
using Next = Branch<Add<Branch<>, Bottleneck<Filters, 1>>, ReLU>;

template <int Filters, Stride Step, class Indices>
struct Group;
template <int Filters, Stride Step, int... Index>
struct Group<Filters, Step, std::integer_sequence<int, Index...>> {
  using type = Branch<First<Filters, Step>, Next<Filters, Index>...>;
};
template <int Count, int Filters, Stride Step>
using Blocks = typename Group<Filters, Step, std::make_integer_sequence<int, Count - 1>>::type;

using ResNet152 =
    Sequential<Input<224, 224, 3>, Conv2D<64, 7, Conv{.stride = 2, .padding = 3, .bias = false}>,
               BatchNormalization<>, ReLU, MaxPooling2D<3, 2, 1>, Blocks<3, 64, 1>, Blocks<8, 128, 2>,
               Blocks<36, 256, 2>, Blocks<3, 512, 2>, GlobalAveragePooling2D, Dense<1000>, Softmax>;

template <class Net, class Loss>
bool trains_and_predicts() {
  static Trainer<Net, Loss, Adam, Batch<2>> trainer;
  static Predictor<Net, Borrowed> predictor(trainer.parameters());
  static std::array<float, Net::Input::size> x;
  static std::array<float, Net::Output::size> y;
  return !trainer.train_on_batch(x, std::span(y).first(trainer.label_width)).error &&
         !predictor.predict(x, y);
}
}  // namespace

static_assert(Predictor<Chain>::Plan::stages == 200);
static_assert(ResNet152::trainable_count == 60'192'808);  // torchvision's resnet152

int main() {
  return trains_and_predicts<Chain, MeanSquaredError>() &&
                 trains_and_predicts<ResNet152, SparseCategoricalCrossentropy>()
             ? 0
             : 1;
}
