// SPDX-License-Identifier: MIT
// expect: Conv2D: its image has more values than an int counts
// expect: AtLayer<0,
#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<32768, 32768, 1>, Conv2D<4, 1>>;
static_assert(Net::parameter_count >= 0);
