// SPDX-License-Identifier: MIT
// expect: a_layer_name_has_no_point_and_does_not_end_in_an_underscore_and_digits
#include "cameo/layers/dense.hpp"
#include "cameo/net/parameters.hpp"

using namespace cameo;

struct Mine : LayerDescription {
  static constexpr std::string_view name = "dense_1";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr std::array<ParameterSpec, 1> parameters() {
    return {{{.name = "kernel", .shape = {{4}, 1}}}};
  }
};

using Net = Sequential<Input<8>, Dense<4>, Dense<4>, Mine>;
static_assert(!parameter_tensors<Net>[0].name().empty());
