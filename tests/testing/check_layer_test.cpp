// SPDX-License-Identifier: MIT
#include "cameo/testing/check_layer.hpp"

#include <memory>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/layers/activations-inl.hpp"
#include "cameo/layers/dropout-inl.hpp"
#include "cameo/layers/pooling2d-inl.hpp"
#include "cameo/train/threads.hpp"
#include "catch.hpp"

// Layers as a user writes them: one with a parameter, one without, and wrong ones.
namespace {

/// y = x * scale[c], a scale a channel.
struct ChannelScale : cameo::LayerDescription {
  static constexpr std::string_view name = "channel_scale";

  template <class In>
  static constexpr std::array<cameo::ParameterSpec, 1> parameters() {
    return {cameo::ParameterSpec{"scale", {{In::channels}, 1}, cameo::Ones}};
  }
};

/// y = x / (1 + exp(-x))
struct Swish : cameo::LayerDescription {
  static constexpr std::string_view name = "swish";
};

struct WrongSwish : Swish {};               // forgets the second half of the product rule
struct OverwritingScale : ChannelScale {};  // forgets what other samples gave
struct WrongScale : ChannelScale {};        // keeps the gradient of the last sample only
struct AddingSwish : Swish {};              // adds to dx
struct TooFar : Swish {};                   // writes a value past y
struct TooFarBack : ChannelScale {};        // writes a value before the gradient of its parameter
struct PairsOnly : Swish {};                // leaves out the last of an odd number of samples
struct NotPredicting : Swish {};            // predicts nothing
struct OtherPrediction : Swish {};          // predicts half of what it trains
struct Neighbour : Swish {};                // looks at the sample before
struct PlaceInPart : Swish {};              // draws by the place in what it is given instead of in the batch

/// y = x - mean of the channel: of the sample's while training, of all samples' when predicting.
struct Centered : cameo::LayerDescription {
  static constexpr std::string_view name = "centered";

  template <class In>
  static constexpr std::array<cameo::ParameterSpec, 1> parameters() {
    return {cameo::ParameterSpec{
        .name = "moving_mean", .shape = {{In::channels}, 1}, .trainable = false, .moving_rate = 0.25f}};
  }
};
struct LastMean : Centered {};   // forgets what other samples gave
struct FirstMean : Centered {};  // gives the mean of the first sample only

}  // namespace

namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <>
struct Kernel<ChannelScale> {
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

template <>
struct Kernel<WrongScale> : Kernel<ChannelScale> {
  template <class In>
  static void backward(const BackwardPass& pass) {
    using Right = Kernel<ChannelScale>;
    Right::backward<In>(pass);
    std::fill_n(pass.dw, In::channels, 0.0f);
    BackwardPass first = pass;
    first.samples = 1;
    first.dx = nullptr;
    Right::backward<In>(first);
  }
};

template <>
struct Kernel<OverwritingScale> : Kernel<ChannelScale> {
  template <class In>
  static void backward(const BackwardPass& pass) {
    std::fill_n(pass.dw, In::channels, 0.0f);
    Kernel<ChannelScale>::backward<In>(pass);
  }
};

template <>
struct Kernel<Swish> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(pass.samples) * In::size; ++i)
      pass.y[i] = pass.x[i] / (1 + std::exp(-pass.x[i]));
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(pass.samples) * In::size; ++i)
      pass.dx[i] = pass.dy[i] * (pass.y[i] + (1 - pass.y[i]) / (1 + std::exp(-pass.x[i])));
  }
};

template <>
struct Kernel<WrongSwish> : Kernel<Swish> {
  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(pass.samples) * In::size; ++i)
      pass.dx[i] = pass.dy[i] / (1 + std::exp(-pass.x[i]));
  }
};

template <>
struct Kernel<AddingSwish> : Kernel<Swish> {
  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(pass.samples) * In::size; ++i)
      pass.dx[i] += pass.dy[i] * (pass.y[i] + (1 - pass.y[i]) / (1 + std::exp(-pass.x[i])));
  }
};

template <>
struct Kernel<TooFar> : Kernel<Swish> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    Kernel<Swish>::forward<In>(pass);
    pass.y[static_cast<std::size_t>(pass.samples) * In::size] = 0;
  }
};

template <>
struct Kernel<TooFarBack> : Kernel<ChannelScale> {
  template <class In>
  static void backward(const BackwardPass& pass) {
    Kernel<ChannelScale>::backward<In>(pass);
    pass.dw[-1] = 0;
  }
};

template <>
struct Kernel<PairsOnly> : Kernel<Swish> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    ForwardPass even = pass;
    even.samples -= pass.samples % 2;
    Kernel<Swish>::forward<In>(even);
  }
};

template <>
struct Kernel<NotPredicting> : Kernel<Swish> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    if (pass.context.training) Kernel<Swish>::forward<In>(pass);
  }
};

template <>
struct Kernel<OtherPrediction> : Kernel<Swish> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    Kernel<Swish>::forward<In>(pass);
    if (pass.context.training) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(pass.samples) * In::size; ++i) pass.y[i] /= 2;
  }
};

template <>
struct Kernel<Neighbour> {
  template <class In>
  static void forward(const ForwardPass& pass) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(pass.samples) * In::size; ++i)
      pass.y[i] = pass.x[i] + (i < In::size ? 0 : pass.x[i - In::size]);
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx == nullptr) return;
    const std::size_t size = static_cast<std::size_t>(pass.samples) * In::size;
    for (std::size_t i = 0; i < size; ++i)
      pass.dx[i] = pass.dy[i] + (i + In::size < size ? pass.dy[i + In::size] : 0);
  }
};

template <>
struct Kernel<PlaceInPart> {
  template <class In>
  static void scale(const float* from, float* to, int samples, const PassContext& context) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples) * In::size; ++i)
      to[i] = from[i] * (context.training ? random_uniform(context.key, i) : 1.0f);
  }
  template <class In>
  static void forward(const ForwardPass& pass) {
    scale<In>(pass.x, pass.y, pass.samples, pass.context);
  }
  template <class In>
  static void backward(const BackwardPass& pass) {
    if (pass.dx != nullptr) scale<In>(pass.dy, pass.dx, pass.samples, pass.context);
  }
};

template <>
struct Kernel<Centered> {
  template <class In>
  static void means(const float* x, float* mean) {
    std::fill_n(mean, In::channels, 0.0f);
    for (std::size_t i = 0; i < In::size; ++i)
      mean[i % In::channels] += x[i] * static_cast<float>(In::channels) / static_cast<float>(In::size);
  }

  template <class In>
  static void forward(const ForwardPass& pass) {
    std::array<float, In::channels> mean;
    std::copy_n(pass.w, In::channels, mean.data());
    for (std::size_t sample = 0; sample < static_cast<std::size_t>(pass.samples); ++sample) {
      const float* x = pass.x + sample * In::size;
      if (pass.context.training) means<In>(x, mean.data());
      for (std::size_t i = 0; i < In::size; ++i)
        pass.y[sample * In::size + i] = x[i] - mean[i % In::channels];
    }
  }

  template <class In>
  static void backward(const BackwardPass& pass) {
    std::array<float, In::channels> mean;
    for (std::size_t sample = 0; sample < static_cast<std::size_t>(pass.samples); ++sample) {
      means<In>(pass.x + sample * In::size, mean.data());
      for (std::size_t c = 0; c < mean.size(); ++c) pass.dw[c] += mean[c];
      if (pass.dx == nullptr) continue;
      const float* dy = pass.dy + sample * In::size;
      means<In>(dy, mean.data());
      for (std::size_t i = 0; i < In::size; ++i)
        pass.dx[sample * In::size + i] = dy[i] - mean[i % In::channels];
    }
  }
};

template <>
struct Kernel<LastMean> : Kernel<Centered> {
  template <class In>
  static void backward(const BackwardPass& pass) {
    std::fill_n(pass.dw, In::channels, 0.0f);
    Kernel<Centered>::backward<In>(pass);
  }
};

template <>
struct Kernel<FirstMean> : Kernel<Centered> {
  template <class In>
  static void backward(const BackwardPass& pass) {
    std::array<float, In::channels> before;
    std::copy_n(pass.dw, In::channels, before.data());
    Kernel<Centered>::backward<In>(pass);
    std::copy_n(before.data(), In::channels, pass.dw);
    BackwardPass first = pass;
    first.samples = 1;
    first.dx = nullptr;
    Kernel<Centered>::backward<In>(first);
  }
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE

using namespace cameo;

namespace {

template <class L, class In>
std::string complaint() {
  return std::string(check_layer<L, In>().message());
}

}  // namespace

TEST_CASE("check_layer finds right layers right") {
  CHECK(complaint<ChannelScale, Shape<3, 4, 5>>() == "");
  CHECK(complaint<ChannelScale, Shape<1>>() == "");
  CHECK(complaint<Swish, Shape<3, 4, 5>>() == "");
  CHECK(complaint<ReLU, Shape<3, 5, 7>>() == "");
  CHECK(complaint<LeakyReLU<>, Shape<3, 5, 7>>() == "");
  CHECK(complaint<Sigmoid, Shape<35>>() == "");
  CHECK(complaint<Tanh, Shape<35>>() == "");
  CHECK(complaint<Softmax, Shape<3, 2, 5>>() == "");
  CHECK(complaint<Dropout<0.5f>, Shape<5, 5, 3>>() == "");
  CHECK(complaint<MaxPooling2D<3, 1>, Shape<7, 6, 9>>() == "");
  CHECK(complaint<AveragePooling2D<3, 2>, Shape<7, 6, 9>>() == "");
  CHECK(complaint<GlobalAveragePooling2D, Shape<7, 6, 3>>() == "");
}

TEST_CASE("check_layer names the worst value of a wrong layer, with both numbers") {
  using Catch::Matchers::StartsWith;
  const std::string swish = complaint<WrongSwish, Shape<3, 4, 5>>();
  CHECK_THAT(swish, StartsWith("check_layer: swish: the gradient of x["));
  CHECK_THAT(swish, cameo_test::contains(" by backward and "));
  CHECK_THAT((complaint<WrongScale, Shape<3, 4, 5>>()),
             StartsWith("check_layer: channel_scale: the gradient of scale["));
  CHECK_THAT((complaint<AddingSwish, Shape<3, 4, 5>>()),
             StartsWith("check_layer: swish: the gradient of x["));
  CHECK_THAT((complaint<OverwritingScale, Shape<3, 4, 5>>()),
             cameo_test::contains("it must add to what other samples gave"));
}

TEST_CASE("check_layer sees what a kernel writes outside its results") {
  CHECK(complaint<TooFar, Shape<3, 4, 5>>() ==
        "check_layer: swish: forward writes outside y in a batch of 2");
  CHECK(complaint<TooFarBack, Shape<3, 4, 5>>() ==
        "check_layer: channel_scale: backward writes outside dw in a batch of 2");
}

TEST_CASE("check_layer tries one sample, and a prediction") {
  using Catch::Matchers::EndsWith;
  CHECK_THAT((complaint<PairsOnly, Shape<7>>()), EndsWith("by differences of forward, in a batch of 1"));
  CHECK_THAT((complaint<NotPredicting, Shape<7>>()), cameo_test::contains("when run again -1000000000"));
  CHECK_THAT((complaint<OtherPrediction, Shape<7>>()), EndsWith(" in training"));
}

TEST_CASE("check_layer gives a layer its samples together and alone") {
  using Catch::Matchers::EndsWith;
  CHECK_THAT((complaint<Neighbour, Shape<7>>()), EndsWith(" alone, predicted"));
  CHECK_THAT((complaint<PlaceInPart, Shape<7>>()), EndsWith(" alone, trained"));
}

TEST_CASE("check_layer knows a layer with a state of its own") {
  CHECK(complaint<Centered, Shape<3, 4, 5>>() == "");
  CHECK_THAT((complaint<LastMean, Shape<3, 4, 5>>()),
             cameo_test::contains("it must add to what other samples gave"));
  CHECK_THAT((complaint<FirstMean, Shape<3, 4, 5>>()),
             cameo_test::contains("to dw of moving_mean[0] for a batch and"));
}

TEST_CASE("a layer's state moves with every step of a network, by the mean of the batch") {
  using Net = Sequential<Input<3, 4, 2>, Centered, Flatten, Dense<2>, Softmax>;
  const auto run = []<class... Options>() {
    const auto trainer =
        std::make_unique<Trainer<Net, SparseCategoricalCrossentropy, SGD, Batch<5>, Options...>>();
    std::vector<float> x(5 * 24), y(5);
    double means[2] = {}, expected[2] = {};
    for (int step = 0; step < 2; ++step) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = random_uniform(static_cast<std::uint64_t>(step), i);
        means[i % 2] += static_cast<double>(x[i]) / 60;
      }
      for (int c = 0; c < 2; ++c) expected[c] += 0.25 * (means[c] - expected[c]), means[c] = 0;
      REQUIRE(trainer->train_on_batch(x, y).error.message() == "");
    }
    for (std::size_t c = 0; c < 2; ++c)
      CHECK(static_cast<double>(trainer->parameters().values[c]) == Approx(expected[c]).epsilon(1e-5));
    return trainer->parameters().values;
  };
  const auto alone = run.operator()<>();
  CHECK(run.operator()<Threads<3>>() == alone);
  CHECK(run.operator()<Accumulate<1>>() == alone);
  CHECK(std::equal(alone.begin(), alone.begin() + 2, run.operator()<Accumulate<2>>().begin()));
}
