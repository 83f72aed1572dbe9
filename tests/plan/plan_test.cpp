// SPDX-License-Identifier: MIT
#include "cameo/plan/plan.hpp"

#include "cameo/face/face_resnet.hpp"
#include "cameo/layers/batch_normalization.hpp"
#include "cameo/layers/depthwise_conv2d.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/input.hpp"
#include "cameo/layers/up_sampling2d.hpp"
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

using LeNet = Sequential<Input<28, 28, 1>, Conv2D<6, 5, same>, Tanh, AveragePooling2D<2>, Conv2D<16, 5>, Tanh,
                         AveragePooling2D<2>, Flatten, Dense<120>, Tanh, Dense<84>, Tanh, Dense<10>, Softmax>;
using Vgg = Sequential<Input<32, 32, 3>, Conv2D<32, 3, same>, ReLU, Conv2D<32, 3, same>, ReLU,
                       MaxPooling2D<2>, Conv2D<64, 3, same>, ReLU, Conv2D<64, 3, same>, ReLU, MaxPooling2D<2>,
                       Conv2D<128, 3, same>, ReLU, Conv2D<128, 3, same>, ReLU, MaxPooling2D<2>, Flatten,
                       Dense<256>, ReLU, Dense<10>, Softmax>;

/// MobileNet's block: wide between two narrow ends.
template <int Channels, Stride Step = 1>
using Inverted = Branch<Conv2D<4 * Channels, 1>, BatchNormalization<>, ReLU6,
                        DepthwiseConv2D<3, Depthwise{.stride = Step, .padding = Same}>, BatchNormalization<>,
                        ReLU6, Conv2D<Channels, 1>, BatchNormalization<>>;
using Mobile =
    Sequential<Input<64, 64, 3>, Conv2D<8, 3, Conv{.stride = 2, .padding = Same}>, BatchNormalization<>,
               ReLU6, Add<Branch<>, Inverted<8>>, Add<Branch<AveragePooling2D<2>>, Inverted<8, 2>>,
               Add<Branch<>, Inverted<8>>, GlobalAveragePooling2D, Dense<10>, Softmax>;

/// U-Net's: what goes down comes up again beside what stayed.
template <int Filters, class... Deeper>
using Level = Concatenate<Branch<>, Branch<MaxPooling2D<2>, Conv2D<Filters, 3, same>, ReLU, Deeper...,
                                           Conv2D<Filters, 3, same>, ReLU, UpSampling2D<2>>>;
using UNet = Sequential<Input<32, 32, 1>, Conv2D<8, 3, same>, ReLU, Level<16, Level<32, Level<64>>>,
                        Conv2D<8, 3, same>, ReLU, Conv2D<1, 1>, Sigmoid>;

/// Buffers that are alive at one time do not overlap, and none passes the arena's end. Of several threads,
/// one may be at any stage while another is at this one.
template <class P>
bool sound() {
  const auto of_threads = [](const Buffer& buffer) {
    return P::options.threads > 1 && buffer.copies == Copies::Thread;
  };
  struct Copy {
    const Buffer* buffer;
    int thread;
    std::size_t begin, end;
  };
  std::vector<Copy> copies;
  for (const Buffer& buffer : P::memory_map) {
    const std::size_t count = of_threads(buffer) ? P::options.threads : 1, bytes = buffer.bytes / count;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t begin = buffer.offset + i * buffer.stride;
      if (begin % 64 != 0 || begin + bytes + 64 > P::memory_map.bytes) return false;
      copies.push_back({&buffer, of_threads(buffer) ? static_cast<int>(i) : -1, begin, begin + bytes});
    }
  }
  const auto overlap = [](const Copy& a, const Copy& b) { return a.begin < b.end && b.begin < a.end; };
  const auto at_one_time = [](const Copy& a, const Copy& b) {
    return a.thread != b.thread || (a.buffer->first <= b.buffer->last && b.buffer->first <= a.buffer->last);
  };
  for (const Copy& a : copies)
    for (const Copy& b : copies)
      if (&a != &b && at_one_time(a, b) && overlap(a, b)) return false;
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
  CHECK(sound<Predicting>());
  CHECK(sound<Batches>());
  CHECK(sound<Trains>());
  CHECK(sound<Team>());
  CHECK(over_peak<Predicting>() <= 1.1);
  CHECK(over_peak<Batches>() <= 1.1);
  CHECK(over_peak<Trains>() <= 1.1);
}

TEMPLATE_TEST_CASE("an arena takes at most a tenth more than what is alive at its peak", "", FaceNet,
                   WideResidual, Inception, UNet) {
  check_plans<TestType>();
}

#if !CAMEO_QUICK_TESTS
TEMPLATE_TEST_CASE("an arena takes at most a tenth more than its peak: further networks", "", Chain,
                   Narrowing, Excited, Perceptron, LeNet, Vgg, Mobile, FaceResNet) {
  check_plans<TestType>();
}
#endif

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

TEST_CASE("a further thread of a predictor takes no more than the first one's activations and scratch") {
  constexpr auto& one = Plan<FaceResNet, PlanOptions{.batch = 8}>::memory_map;
  constexpr auto& three = Plan<FaceResNet, PlanOptions{.batch = 8, .threads = 3}>::memory_map;
  std::size_t prepared = 0;
  for (const Buffer& buffer : one)
    if (buffer.kind == BufferKind::Prepared) prepared += buffer.bytes;
  CHECK(three.bytes <= one.bytes + 2 * (one.bytes - prepared));
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

TEST_CASE("BatchNormalization begins a group, whose backward pass computes its output again") {
  using Net =
      Sequential<Input<16, 16, 8>, Conv2D<8, 3, same>, BatchNormalization<>, ReLU,
                 DepthwiseConv2D<3, Depthwise{.padding = Same}>, BatchNormalization<>, Flatten, Dense<2>>;
  using P = Plan<Net, PlanOptions{.batch = 8, .training = true, .label_width = 1}>;
  constexpr auto& map = P::memory_map;
  STATIC_REQUIRE(P::schedule.group == std::array<int, 5>{0, 1, 1, 2, 3});
  STATIC_REQUIRE((!P::rows.stages[0].descends && P::rows.stages[1].descends && !P::rows.stages[3].descends));
  STATIC_REQUIRE((P::schedule.recomputes(1) && map.find(BufferKind::Output, 1).copies == Copies::Thread));
  STATIC_REQUIRE(map.find(BufferKind::OutputGradient, 0).copies == Copies::Thread);  // made where it is read
  STATIC_REQUIRE(map.find(BufferKind::OutputGradient, 1).copies == Copies::Sample);
  // another group reads the second one's
  STATIC_REQUIRE((!P::schedule.recomputes(3) && map.find(BufferKind::Output, 3).copies == Copies::Sample));
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
