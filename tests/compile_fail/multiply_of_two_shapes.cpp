// SPDX-License-Identifier: MIT
// expect: Multiply: the branches end in different shapes
// expect: BranchEnd<1,
// expect: Shape<8, 8, 4>
// expect: BranchEnd<0,
// expect: Shape<3>
#include <cameo/cameo.hpp>
using namespace cameo;

using Net = Sequential<Input<8, 8, 4>, Multiply<Branch<GlobalAveragePooling2D, Dense<3>>, Branch<>>>;
static_assert(Net::layers > 0);
