// SPDX-License-Identifier: MIT
// expect: Add: the branches end in different shapes; make filters, strides and padding equal
// expect: BranchEnd<0,
// expect: Shape<30, 30, 4>
// expect: BranchEnd<2,
// expect: Shape<28, 28, 4>
#include <cameo/cameo.hpp>
using namespace cameo;

using Net = Sequential<Input<32, 32, 3>, Conv2D<4, 3>, Add<Branch<>, Branch<ReLU>, Branch<Conv2D<4, 3>>>>;
static_assert(Net::layers > 0);
