// SPDX-License-Identifier: MIT
// expect: Softmax: over one value it is always 1; use Sigmoid, or more units before it
// expect: AtLayer<1,
// expect: Shape<1>
#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Softmax>;
static_assert(Net::parameter_count >= 0);
