// SPDX-License-Identifier: MIT
// expect: Flatten: the image has more values than an int counts
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
using Net = Sequential<Input<65536, 65536, 1>, Flatten>;
static_assert(Net::parameter_count >= 0);
