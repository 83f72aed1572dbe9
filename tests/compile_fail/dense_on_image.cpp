// SPDX-License-Identifier: MIT
// expect: Dense: the input is an image, not a vector; put Flatten before Dense
// expect: AtLayer<1,
// expect: Dense<10
// expect: Shape<6, 6, 4>
#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, Conv2D<4, 3>, Dense<10>>;
static_assert(Net::parameter_count >= 0);
