// SPDX-License-Identifier: MIT
// expect: Conv2D: the groups must divide the channels of the input and the filters
// expect: AtLayer<0,
#include "cameo/layers/conv2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, Conv2D<4, 3, Conv{.groups = 2}>>;
static_assert(Net::parameter_count >= 0);
