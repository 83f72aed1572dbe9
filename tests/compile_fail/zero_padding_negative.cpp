// SPDX-License-Identifier: MIT
// expect: ZeroPadding2D: the padding must be at least 0; cut with Cropping2D
// expect: AtLayer<0,
#include "cameo/layers/zero_padding2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, ZeroPadding2D<-1>>;
static_assert(Net::parameter_count >= 0);
