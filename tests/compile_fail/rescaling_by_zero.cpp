// SPDX-License-Identifier: MIT
// expect: Rescaling: a scale of 0 erases the input
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
using Net = Sequential<Input<8>, Rescaling<0.0f>>;
static_assert(Net::parameter_count >= 0);
