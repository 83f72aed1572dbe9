// SPDX-License-Identifier: MIT
// expect: Cropping2D: nothing of the image would be left; cut fewer rows or columns than it has
// expect: AtLayer<0,
#include "cameo/layers/cropping2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, Cropping2D<4>>;
static_assert(Net::parameter_count >= 0);
