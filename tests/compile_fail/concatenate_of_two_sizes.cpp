// SPDX-License-Identifier: MIT
// expect: Concatenate: the branches end in images of different height or width
#include <cameo/cameo.hpp>
using namespace cameo;

using Net = Sequential<Input<8, 8, 4>, Concatenate<Branch<>, Branch<Conv2D<4, 3>>>>;
static_assert(Net::layers > 0);
