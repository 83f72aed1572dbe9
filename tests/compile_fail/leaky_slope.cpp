// SPDX-License-Identifier: MIT
// expect: LeakyReLU: the negative slope must not be negative
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
using Net = Sequential<Input<8>, Dense<4>, LeakyReLU<-0.1f>>;
static_assert(Net::parameter_count >= 0);
