// SPDX-License-Identifier: MIT
// expect: Kernel: this layer has none; specialize cameo::HWY_NAMESPACE::Kernel for it
#include <cameo/cameo.hpp>
using namespace cameo;

struct Mine : LayerDescription {
  static constexpr std::string_view name = "mine";
};
static Predictor<Sequential<Input<4>, Mine>> predictor;
Error predict(std::span<const float> x, std::span<float> y) { return predictor.predict(x, y); }
