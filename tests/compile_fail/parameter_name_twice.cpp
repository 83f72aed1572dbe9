// SPDX-License-Identifier: MIT
// expect: a_layer_has_a_parameter_name_once
#include "cameo/layers/dense.hpp"
#include "cameo/net/parameters.hpp"

using namespace cameo;

struct Mine : LayerDescription {
  static constexpr std::string_view name = "mine";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr std::array<ParameterSpec, 2> parameters() {
    return {{{.name = "gain", .shape = {{4}, 1}}, {.name = "gain", .shape = {{4}, 1}}}};
  }
};

using Net = Sequential<Input<8>, Dense<4>, Dense<4>, Mine>;
static_assert(!parameter_tensors<Net>[0].name().empty());
