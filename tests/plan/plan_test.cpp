// SPDX-License-Identifier: MIT
#include "cameo/plan/plan.hpp"

#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/input.hpp"
#include "catch.hpp"

using namespace cameo;
using namespace cameo::plan;

namespace plan_test {

using FaceNet = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                           MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;
using Training =
    Plan<FaceNet, PlanOptions{.batch = 32, .training = true, .label_width = 1, .absorbed = true}>;

constexpr Conv same{.padding = Same};
using WideResidual = Sequential<
    Input<32, 32, 3>, Conv2D<16, 3, same>, Residual<Conv2D<16, 3, same>, ReLU, Conv2D<16, 3, same>>, ReLU,
    Add<Branch<Conv2D<32, 1, Conv{.stride = 2}>>, Branch<Conv2D<32, 3, Conv{.stride = 2, .padding = Same}>>>,
    ReLU, Residual<Conv2D<32, 3, same>, ReLU, Conv2D<32, 3, same>>, GlobalAveragePooling2D, Dense<10>,
    Softmax>;
template <int F>
using Pair = Branch<Conv2D<F, 3, same>, Tanh, Conv2D<F, 3, same>, Tanh>;
using Chain = Sequential<Input<32, 32, 8>, Conv2D<8, 3, same>, Tanh, Conv2D<8, 3, same>, Tanh,
                         Conv2D<8, 3, same>, Tanh, Conv2D<8, 3, same>, Tanh, Conv2D<8, 3, same>, Tanh,
                         Conv2D<8, 3, same>, Tanh, Conv2D<8, 3, same>, Tanh>;
using Narrowing = Sequential<Input<64, 64, 1>, Conv2D<4, 3>, Sigmoid, MaxPooling2D<2>, Conv2D<8, 3>, Sigmoid,
                             MaxPooling2D<2>, Conv2D<16, 3>, Sigmoid, Flatten, Dense<100>, Dense<3>>;
using Inception =
    Sequential<Input<20, 20, 8>,
               Concatenate<Branch<Conv2D<8, 1>>, Branch<Conv2D<4, 1>, ReLU, Conv2D<8, 3, same>>, Branch<>>,
               Concatenate<Branch<Conv2D<8, 1>>, Branch<Conv2D<4, 1>, ReLU, Conv2D<8, 3, same>>>, Flatten,
               Dense<5>>;
using Excited =
    Sequential<Input<16, 16, 8>, Conv2D<16, 3>,
               Multiply<Branch<>, Branch<GlobalAveragePooling2D, Dense<4>, ReLU, Dense<16>, Sigmoid>>,
               Flatten, Dense<2>>;
using Perceptron = Sequential<Input<784>, Dense<512>, ReLU, Dense<512>, ReLU, Dense<10>, Softmax>;

/// Buffers that are alive at one time do not overlap, and none passes the arena's end.
template <class Map>
bool sound(const Map& map) {
  for (const Buffer& a : map) {
    if (a.offset % 64 != 0 || a.offset + a.bytes + 64 > map.bytes) return false;
    for (const Buffer& b : map)
      if (&a != &b && a.first <= b.last && b.first <= a.last && a.offset < b.offset + b.bytes &&
          b.offset < a.offset + a.bytes)
        return false;
  }
  return true;
}

template <class P>
double over_peak() {
  return static_cast<double>(P::memory_map.bytes - 64) / static_cast<double>(P::memory_map.peak.bytes);
}

template <class Net>
void check_plans() {
  using Predicting = Plan<Net, PlanOptions{}>;
  using Batches = Plan<Net, PlanOptions{.batch = 8, .threads = 3}>;
  using Trains = Plan<Net, PlanOptions{.batch = 8, .training = true, .label_width = 1}>;
  using Team = Plan<Net, PlanOptions{.batch = 8, .training = true, .threads = 3, .label_width = 1}>;
  CHECK(sound(Predicting::memory_map));
  CHECK(sound(Batches::memory_map));
  CHECK(sound(Trains::memory_map));
  CHECK(sound(Team::memory_map));
  CHECK(over_peak<Predicting>() <= 1.1);
  CHECK(over_peak<Batches>() <= 1.1);
  CHECK(over_peak<Trains>() <= 1.1);
}

TEMPLATE_TEST_CASE("an arena takes at most a tenth more than what is alive at its peak", "", FaceNet,
                   WideResidual, Chain, Narrowing, Inception, Excited, Perceptron) {
  check_plans<TestType>();
}

TEST_CASE("a predictor of a chain holds two activations and what one stage needs beside them") {
  constexpr auto& map = Plan<Chain, PlanOptions{}>::memory_map;
  constexpr std::size_t image = 32 * 32 * 8 * sizeof(float);
  std::size_t most_scratch = 0, prepared = 0;
  for (const Buffer& buffer : map) {
    if (buffer.kind == BufferKind::ForwardScratch) most_scratch = std::max(most_scratch, buffer.bytes);
    if (buffer.kind == BufferKind::Prepared) prepared += buffer.bytes;
  }
  CHECK(map.bytes <= 2 * image + most_scratch + prepared + 64);
}

TEST_CASE(
    "convolutions run image by image: between them one sample's gradient, and one activation when "
    "predicting") {
  STATIC_REQUIRE(Training::schedule.groups == 4);
  STATIC_REQUIRE(Training::memory_map.find(BufferKind::OutputGradient, 0).copies == Copies::Thread);
  STATIC_REQUIRE(Training::memory_map.find(BufferKind::OutputGradient, 1).copies == Copies::Sample);
  STATIC_REQUIRE(Training::memory_map.find(BufferKind::OutputGradient, 4).bytes ==
                 0);  // absorbed by the loss
  using Predicting = Plan<FaceNet, PlanOptions{.batch = 32}>;
  STATIC_REQUIRE(Predicting::memory_map.find(BufferKind::Output, 0).copies == Copies::Thread);
}

TEST_CASE("what no backward pass reads does not stay") {
  // Sums of branches are read by Tanh's backward through its output alone.
  using Net =
      Sequential<Input<8, 8, 4>, Conv2D<4, 3, same>, Residual<Conv2D<4, 3, same>>, Tanh, Flatten, Dense<2>>;
  using P = Plan<Net, PlanOptions{.batch = 1, .training = true, .label_width = 1}>;
  int stage = 0;
  while (P::Lowering::algorithms[static_cast<std::size_t>(stage)] != "join") ++stage;
  CHECK(P::memory_map.find(BufferKind::Output, stage).last == stage + 1);
}

TEST_CASE("the first reader to run backward writes a gradient, others add") {
  using P = Plan<WideResidual, PlanOptions{.batch = 4, .training = true, .label_width = 1}>;
  int addends = 0;
  for (const Buffer& buffer : P::memory_map) addends += buffer.kind == BufferKind::Addend;
  CHECK(addends == 3);  // one for each of the three forks
}

TEST_CASE("the gradient of all parameters has a place that nothing else ever uses") {
  using P =
      Plan<FaceNet, PlanOptions{.batch = 4, .training = true, .label_width = 1, .whole_gradient = true}>;
  constexpr Buffer gradient = P::memory_map.find(BufferKind::Gradient, -1);
  STATIC_REQUIRE(gradient.bytes == sizeof(Parameters<FaceNet>));
  for (const Buffer& buffer : P::memory_map) {
    if (buffer.kind == BufferKind::Gradient) continue;
    CHECK((buffer.offset + buffer.bytes <= gradient.offset ||
           gradient.offset + gradient.bytes <= buffer.offset));
  }
  STATIC_REQUIRE(Training::memory_map.find(BufferKind::Gradient, -1).bytes == 0);
}

TEST_CASE("layers that move nothing are no stages") {
  using Net = Sequential<Input<4, 4, 2>, Flatten, Dense<8>, Dropout<0.5f>, Dense<2>>;
  STATIC_REQUIRE(Plan<Net, PlanOptions{}>::stages == 2);
  STATIC_REQUIRE(Plan<Net, PlanOptions{.training = true}>::stages == 3);
}

}  // namespace plan_test
