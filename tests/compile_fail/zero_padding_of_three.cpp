// SPDX-License-Identifier: MIT
// expect: ZeroPadding2D: give one number for all sides, two for rows and columns, or four
#include "cameo/layers/zero_padding2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, ZeroPadding2D<1, 2, 3>>;
static_assert(Net::parameter_count >= 0);
