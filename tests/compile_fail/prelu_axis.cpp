// SPDX-License-Identifier: MIT
// expect: PReLU: a shared axis must be 1 to 3 of an image (rows, columns, channels), or 1 of a vector
// expect: AtLayer<1,
#include "cameo/layers/dense.hpp"
#include "cameo/layers/prelu.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<4>, PReLU<1, 2>>;
static_assert(Net::parameter_count >= 0);
