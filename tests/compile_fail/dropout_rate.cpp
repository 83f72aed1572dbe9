// SPDX-License-Identifier: MIT
// expect: Dropout: the rate is the part that is dropped; it must be at least 0 and below 1
// expect: AtLayer<1,
#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<4>, Dropout<1.0f>>;
static_assert(Net::parameter_count >= 0);
