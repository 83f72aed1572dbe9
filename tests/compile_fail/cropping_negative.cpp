// SPDX-License-Identifier: MIT
// expect: Cropping2D: what is cut must be at least 0; pad with ZeroPadding2D
// expect: AtLayer<0,
#include "cameo/layers/cropping2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, Cropping2D<0, -1>>;
static_assert(Net::parameter_count >= 0);
