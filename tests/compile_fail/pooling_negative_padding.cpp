// SPDX-License-Identifier: MIT
// expect: Pooling2D: the padding must be at least 0; cut an image with Cropping2D
// expect: AtLayer<0,
#include "cameo/layers/pooling2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, MaxPooling2D<2, 2, Padding{0, -1, 0, 0}>>;
static_assert(Net::parameter_count >= 0);
