// SPDX-License-Identifier: MIT
// expect: Sequential: this is not a layer
// expect: layers of another network stand in Branch<layers...>, without their Input
#include <cameo/cameo.hpp>
using namespace cameo;

using Body = Sequential<Input<8, 8, 4>, Conv2D<4, 3>, ReLU>;
using Net = Sequential<Input<8, 8, 4>, Body, Flatten, Dense<1>>;
static_assert(Net::layers > 0);
