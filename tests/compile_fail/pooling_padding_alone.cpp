// SPDX-License-Identifier: MIT
// expect: Pooling2D: a window would lie in the padding alone; pad less than the window is wide
// expect: AtLayer<0,
#include "cameo/layers/pooling2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, MaxPooling2D<2, 2, Padding{0, 0, 2, 0}>>;
static_assert(Net::parameter_count >= 0);
