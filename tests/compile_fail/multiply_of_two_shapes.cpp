// SPDX-License-Identifier: MIT
// expect: Multiply: the branches end in different shapes
#include <cameo/cameo.hpp>
using namespace cameo;

using Net = Sequential<Input<8, 8, 4>, Multiply<Branch<>, Branch<GlobalAveragePooling2D, Dense<3>>>>;
static_assert(Net::layers > 0);
