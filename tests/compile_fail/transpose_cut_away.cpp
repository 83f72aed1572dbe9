// SPDX-License-Identifier: MIT
// expect: Conv2DTranspose: the padding cuts off the whole output; use less of it
// expect: AtLayer<0,
#include "cameo/layers/conv2d_transpose.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, Conv2DTranspose<2, 3, Transpose{.padding = 5}>>;
static_assert(Net::parameter_count >= 0);
