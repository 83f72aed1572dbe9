// SPDX-License-Identifier: MIT
// expect: UpSampling2D: the factor must be at least 1; make an image smaller by pooling
// expect: AtLayer<0,
#include "cameo/layers/up_sampling2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, UpSampling2D<0>>;
static_assert(Net::parameter_count >= 0);
