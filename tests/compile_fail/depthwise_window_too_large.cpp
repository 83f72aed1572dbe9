// SPDX-License-Identifier: MIT
// expect: DepthwiseConv2D: the window is larger than its input; use a smaller window or Same padding
// expect: AtLayer<0,
#include "cameo/layers/depthwise_conv2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, DepthwiseConv2D<9>>;
static_assert(Net::parameter_count >= 0);
