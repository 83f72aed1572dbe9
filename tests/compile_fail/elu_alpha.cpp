// SPDX-License-Identifier: MIT
// expect: ELU: alpha must be above 0 and finite; with 0 it is ReLU
// expect: AtLayer<1,
#include "cameo/layers/activations.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<4>, ELU<0>>;
static_assert(Net::parameter_count >= 0);
