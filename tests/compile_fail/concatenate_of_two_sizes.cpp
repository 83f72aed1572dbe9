// SPDX-License-Identifier: MIT
// expect: Concatenate: the branches end in images of different height or width
// expect: BranchEnd<0,
// expect: Shape<8, 8, 4>
// expect: BranchEnd<1,
// expect: Shape<6, 6, 4>
#include <cameo/cameo.hpp>
using namespace cameo;

using Net = Sequential<Input<8, 8, 4>, Concatenate<Branch<>, Branch<Conv2D<4, 3>>>>;
static_assert(Net::layers > 0);
