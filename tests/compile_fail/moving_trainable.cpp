// SPDX-License-Identifier: MIT
// expect: ParameterSpec: a moving_rate is 0 to 1, and of a parameter that is not trainable
#include "cameo/cameo.hpp"

using namespace cameo;

struct Moving : LayerDescription {
  static constexpr std::string_view name = "moving";
  template <class In>
  static constexpr std::array<ParameterSpec, 1> parameters() {
    return {ParameterSpec{.name = "mean", .shape = {{1}, 1}, .moving_rate = 0.5f}};
  }
};
Trainer<Sequential<Input<8>, Moving, Dense<1>, Sigmoid>, BinaryCrossentropy, Adam> trainer;
