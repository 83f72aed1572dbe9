// SPDX-License-Identifier: MIT
// expect: Reshape: give Reshape<height, width, channels> or Reshape<values>
#include "cameo/layers/reshape.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Reshape<2, 4>>;
static_assert(Net::parameter_count >= 0);
