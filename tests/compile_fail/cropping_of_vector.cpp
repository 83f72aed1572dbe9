// SPDX-License-Identifier: MIT
// expect: Cropping2D: the input is a vector, not an image
// expect: AtLayer<0,
#include "cameo/layers/cropping2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Cropping2D<1>>;
static_assert(Net::parameter_count >= 0);
