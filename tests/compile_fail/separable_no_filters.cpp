// SPDX-License-Identifier: MIT
// expect: SeparableConv2D: the number of filters must be at least 1
// expect: AtLayer<0,
#include "cameo/layers/separable_conv2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, SeparableConv2D<0, 3>>;
static_assert(Net::parameter_count >= 0);
