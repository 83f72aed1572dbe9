// SPDX-License-Identifier: MIT
// expect: Sequential: the first argument is the shape of a sample; begin with Input<height, width, channels>
#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Dense<4>, Dense<2>>;
static_assert(Net::parameter_count >= 0);
