// SPDX-License-Identifier: MIT
// expect: DepthwiseConv2D: the multiplier must be at least 1
// expect: AtLayer<0,
#include "cameo/layers/depthwise_conv2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, DepthwiseConv2D<3, Depthwise{.multiplier = 0}>>;
static_assert(Net::parameter_count >= 0);
