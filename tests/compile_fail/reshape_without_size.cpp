// SPDX-License-Identifier: MIT
// expect: Reshape: every size must be at least 1
// expect: AtLayer<0,
#include "cameo/layers/reshape.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Reshape<0>>;
static_assert(Net::parameter_count >= 0);
