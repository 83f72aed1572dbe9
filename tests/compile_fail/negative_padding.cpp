// SPDX-License-Identifier: MIT
// expect: Conv2D: the padding must be at least 0; cut an image with Cropping2D
// expect: AtLayer<0,
#include "cameo/layers/conv2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, Conv2D<4, 3, Conv{.padding = {1, 1, -1, 1}}>>;
static_assert(Net::parameter_count >= 0);
