// SPDX-License-Identifier: MIT
// expect: Pooling2D: the input is a vector, not an image (height, width, channels); put pooling before Flatten
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
using Net = Sequential<Input<8, 8, 3>, Flatten, AveragePooling2D<2>>;
static_assert(Net::parameter_count >= 0);
