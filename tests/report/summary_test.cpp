// SPDX-License-Identifier: MIT
#include "cameo/report/summary.hpp"

#include "cameo/layers/activations.hpp"
#include "cameo/layers/batch_normalization.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/depthwise_conv2d.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/plan/stored_parameters.hpp"
#include "catch.hpp"

using namespace cameo;
using cameo_test::contains;

namespace summary_test {
using FaceNet = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, MaxPooling2D<2>, Conv2D<64, 3>, ReLU,
                           MaxPooling2D<2>, Flatten, Dense<128>, ReLU, Dense<1>, Sigmoid>;

/// What summary() asks of a Trainer.
struct SmallTrainer {
  using Plan = plan::Plan<FaceNet, plan::PlanOptions{
                                       .batch = 32, .training = true, .label_width = 1, .absorbed = true}>;
  char memory[1234];
};

/// What it asks of a Trainer with the gradient of all parameters.
struct Accumulating {
  using Plan =
      plan::Plan<FaceNet, plan::PlanOptions{.training = true, .label_width = 1, .whole_gradient = true}>;
};

/// What it asks of a Predictor with small weights.
struct SmallPredictor {
  using Plan = plan::Plan<FaceNet, plan::PlanOptions{}, Weights::int8>;
  using ParametersType = StoredParameters<FaceNet, Weights::int8>;
};

TEST_CASE("The table of layers has Keras's columns and figures") {
  const std::string text = summary<FaceNet>();
  CHECK_THAT(text, contains("Layer (type)") && contains("Output Shape") && contains("Param #"));
  CHECK_THAT(text, contains("conv2d (Conv2D)") && contains("(None, 62, 62, 32)") && contains(" 896 "));
  CHECK_THAT(text, contains("conv2d_1 (Conv2D)") && contains("(None, 29, 29, 64)") && contains(" 18,496 "));
  CHECK_THAT(text, contains("flatten (Flatten)") && contains("(None, 12544)"));
  CHECK_THAT(text, contains("dense (Dense)") && contains(" 1,605,760 "));
  CHECK_THAT(text, contains("Total params: 1,625,281 (6.20 MiB)"));
  CHECK_THAT(text, contains("Multiply-adds of one sample, forward: 20,428,288"));
  CHECK_THAT(text, contains(std::string("SIMD target: ") + target_name));
  CHECK_THAT(text, contains("a batch of 1") && !contains("sizeof") && !contains("backward"));
}

TEST_CASE("Long names have room in the table, and a layer without a bias has none to count") {
  constexpr DenseOptions no_bias{.bias = false};
  using Net = Sequential<Input<8, 8, 4>, Conv2D<4, 3, Conv{.bias = false}>, DepthwiseConv2D<3>,
                         DepthwiseConv2D<3, Depthwise{.bias = false}>, Flatten, Dense<5, no_bias>>;
  const std::string text = summary<Net>();
  CHECK_THAT(text, contains("\nconv2d (Conv2D)                       (None, 6, 6, 4)                144 "));
  CHECK_THAT(text, contains("\ndepthwise_conv2d (DepthwiseConv2D)    (None, 4, 4, 4)                 40 "));
  CHECK_THAT(text, contains("\ndepthwise_conv2d_1 (DepthwiseConv2D)  (None, 2, 2, 4)                 36 "));
  CHECK_THAT(text, contains("\ndense (Dense)                         (None, 5)                       80 "));
}

TEST_CASE("A Dropout that a predictor passes over within a stage is of this stage") {
  using Net =
      Sequential<Input<8, 8, 4>, Conv2D<4, 3>, Dropout<0.5f>, BatchNormalization<>, Flatten, Dense<5>>;
  const std::string text = summary<Net>();
  const std::size_t row = text.find("\ndropout (Dropout) ");
  REQUIRE(row != text.npos);
  CHECK(text.substr(row, text.find('\n', row + 1) - row).ends_with(" 0   0"));
}

TEST_CASE("Where branches meet, each layer says which ones it reads, in a column as broad as their names") {
  constexpr Depthwise same{.padding = Same};
  using Net =
      Sequential<Input<8, 8, 4>, Residual<BatchNormalization<>>,
                 Add<Branch<DepthwiseConv2D<3, same>>, Branch<DepthwiseConv2D<3, same>>>, Flatten, Dense<2>>;
  const std::string text = summary<Net>();
  CHECK_THAT(text, contains("  Connected to                          Stage\n"));
  CHECK_THAT(text, contains("\n  batch_normalization (BatchNormalization)") &&
                       contains("  input                                 0 direct\n"));
  CHECK_THAT(text, contains("\nadd (Add)") && contains("  input, batch_normalization            1 join\n"));
  CHECK_THAT(text, contains("  add                                   2 layer\n"));
  CHECK_THAT(text, contains("  depthwise_conv2d, depthwise_conv2d_1  4 join\n"));
  CHECK_THAT(text, contains("\nTrainable params: 602, non-trainable params: 8\n"));
  CHECK_THAT(summary<FaceNet>(), !contains("Connected to") && !contains("Trainable"));
  using Twice = Sequential<Input<4>, Dense<2>, Add<Branch<>, Branch<>>>;
  CHECK_THAT(summary<Twice>(), contains("  Connected to  ") && contains("  dense, dense  "));
}

TEST_CASE("An arena is told beside what is alive at its peak, and when that is") {
  using Net = Sequential<Input<16>, Dense<32>, Dense<64>, Dense<1>>;
  constexpr const auto& map = plan::Plan<Net, plan::PlanOptions{}>::memory_map;
  const std::string bytes = grouped(static_cast<std::int64_t>(map.bytes)),
                    alive = grouped(static_cast<std::int64_t>(map.peak.bytes));
  CHECK(map.peak.time == 1);
  CHECK_THAT(summary<Net>(), contains("\nArena for predicting a batch of 1: " + bytes + " bytes, of which " +
                                      alive + " are alive at its peak, forward 1\n"));
  CHECK_THAT(summary<SmallTrainer>(), contains(" are alive at its peak, backward "));
}

TEST_CASE("A trainer has its sizeof and every buffer with its lifetime") {
  const std::string text = summary<SmallTrainer>();
  CHECK_THAT(text, contains("sizeof SmallTrainer: 1,234 bytes"));
  CHECK_THAT(text, contains("a batch of 32") && contains("loss to backward"));
  CHECK_THAT(text, contains("forward 0 to backward 0"));
  for (const plan::Buffer& buffer : SmallTrainer::Plan::memory_map)
    CHECK_THAT(text, contains(grouped(static_cast<std::int64_t>(buffer.bytes)) + "   "));
}

TEST_CASE("The gradient of all parameters is among the buffers, where a trainer keeps one") {
  const std::string bytes = grouped(static_cast<std::int64_t>(sizeof(Parameters<FaceNet>)));
  CHECK_THAT(summary<Accumulating>(),
             contains("\ngradient  ") && contains(bytes + "   forward 0 to backward 0"));
  CHECK_THAT(summary<SmallTrainer>(), !contains("\ngradient  "));
}

TEST_CASE("Small weights are shown") {
  const std::string text = summary<SmallPredictor>();
  CHECK_THAT(text, contains("2 direct int8") && contains("3 direct int8"));
  CHECK_THAT(text, contains("Parameters as stored: 1.55 MiB"));
  CHECK_THAT(summary<SmallTrainer>(), !contains("stored") && contains("2 direct\n"));
}

TEST_CASE("A build without SIMD says so") {
  const bool warned = summary<FaceNet>().find("WARNING") != std::string::npos;
  CHECK(warned == simd_is_missing);
  CHECK(warned == (std::string_view(target_name) == "SCALAR" || std::string_view(target_name) == "EMU128"));
#if (HWY_ARCH_X86 && (defined(__SSSE3__) || defined(HWY_SSE2))) || defined(__ARM_NEON)
  CHECK_FALSE(warned);
#else
  CHECK(warned);  // Highway before 1.0.4 has no target for the baseline of x86-64
#endif
}

TEST_CASE("Numbers and names") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(-1234567) == "-1,234,567");
  CHECK(grouped(-123) == "-123");
  CHECK(type_name<Conv2D<32, 3>>() == "Conv2D");
  CHECK(type_name<ReLU>() == "ReLU");
  CHECK(type_name<int>() == "int");
}

}  // namespace summary_test
