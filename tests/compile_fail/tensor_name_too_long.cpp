// SPDX-License-Identifier: MIT
// expect: a_tensor_name_has_at_most_64_characters
#include "cameo/layers/dense.hpp"
#include "cameo/net/parameters.hpp"

using namespace cameo;

struct Long : LayerDescription {
  static constexpr std::string_view name = "a_layer_whose_name_is_longer_than_the_room_for_names";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr std::array<ParameterSpec, 1> parameters() {
    return {{{.name = "a_tensor_of_it", .shape = {{4}, 1}}}};
  }
};

using Net = Sequential<Input<8>, Long, Dense<1>>;
static_assert(!parameter_tensors<Net>[0].name().empty());
