// SPDX-License-Identifier: MIT
// expect: UpSampling2D: the input is a vector, not an image
// expect: AtLayer<0,
#include "cameo/layers/up_sampling2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, UpSampling2D<2>>;
static_assert(Net::parameter_count >= 0);
