// SPDX-License-Identifier: MIT
#include "cameo/testing/check_layer.hpp"

#include "cameo/layers/activations-inl.hpp"
#include "cameo/layers/dropout-inl.hpp"
#include "cameo/layers/pooling2d-inl.hpp"
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

struct WrongSwish : Swish {};         // forgets the second half of the product rule
struct WrongScale : ChannelScale {};  // keeps the gradient of the last sample only
struct AddingSwish : Swish {};        // adds to dx

}  // namespace

namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

template <>
struct Kernel<ChannelScale> {
  template <class In>
  static void forward(const float* x, const float* scale, float* y, int samples, const PassContext&) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples) * In::size; ++i)
      y[i] = x[i] * scale[i % In::channels];
  }

  template <class In>
  static void backward(const float* x, const float* scale, const float*, const float* dy, float* dx,
                       float* dscale, int samples, const PassContext&) {
    std::fill_n(dscale, In::channels, 0.0f);
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples) * In::size; ++i) {
      dscale[i % In::channels] += dy[i] * x[i];
      if (dx != nullptr) dx[i] = dy[i] * scale[i % In::channels];
    }
  }
};

template <>
struct Kernel<WrongScale> : Kernel<ChannelScale> {
  template <class In>
  static void backward(const float* x, const float* scale, const float* y, const float* dy, float* dx,
                       float* dscale, int samples, const PassContext& context) {
    using Right = Kernel<ChannelScale>;
    Right::backward<In>(x, scale, y, dy, dx, dscale, samples, context);
    Right::backward<In>(x, scale, y, dy, nullptr, dscale, 1, context);
  }
};

template <>
struct Kernel<Swish> {
  template <class In>
  static void forward(const float* x, const float*, float* y, int samples, const PassContext&) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples) * In::size; ++i)
      y[i] = x[i] / (1 + std::exp(-x[i]));
  }

  template <class In>
  static void backward(const float* x, const float*, const float* y, const float* dy, float* dx, float*,
                       int samples, const PassContext&) {
    if (dx == nullptr) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples) * In::size; ++i)
      dx[i] = dy[i] * (y[i] + (1 - y[i]) / (1 + std::exp(-x[i])));
  }
};

template <>
struct Kernel<WrongSwish> : Kernel<Swish> {
  template <class In>
  static void backward(const float* x, const float*, const float*, const float* dy, float* dx, float*,
                       int samples, const PassContext&) {
    if (dx == nullptr) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples) * In::size; ++i)
      dx[i] = dy[i] / (1 + std::exp(-x[i]));
  }
};

template <>
struct Kernel<AddingSwish> : Kernel<Swish> {
  template <class In>
  static void backward(const float* x, const float*, const float* y, const float* dy, float* dx, float*,
                       int samples, const PassContext&) {
    if (dx == nullptr) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(samples) * In::size; ++i)
      dx[i] += dy[i] * (y[i] + (1 - y[i]) / (1 + std::exp(-x[i])));
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
}
