// SPDX-License-Identifier: MIT
// expect: Sequential: the layer's output has more values than an int counts; make it smaller before
// expect: Conv2DTranspose
#include "cameo/layers/conv2d_transpose.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<16384, 16384, 1>, Conv2DTranspose<8, 2, Transpose{.stride = 2}>>;
static_assert(Net::parameter_count >= 0);
