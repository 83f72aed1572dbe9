// SPDX-License-Identifier: MIT
// expect: Reshape: the sizes multiply to another number of values than the input has
// expect: AtLayer<0,
#include "cameo/layers/reshape.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, Reshape<8, 8, 4>>;
static_assert(Net::parameter_count >= 0);
