// SPDX-License-Identifier: MIT
// expect: Conv2DTranspose: the input is a vector, not an image (height, width, channels); put it
// expect: AtLayer<1,
#include "cameo/layers/conv2d_transpose.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, Flatten, Conv2DTranspose<2, 3>>;
static_assert(Net::parameter_count >= 0);
