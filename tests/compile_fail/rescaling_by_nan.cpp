// SPDX-License-Identifier: MIT
// expect: Rescaling: scale and offset must not be NaN or infinite
// expect: AtLayer<1,
#include <limits>

#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<4>, Rescaling<std::numeric_limits<float>::quiet_NaN()>>;
static_assert(Net::parameter_count >= 0);
