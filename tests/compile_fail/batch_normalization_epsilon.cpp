// SPDX-License-Identifier: MIT
// expect: BatchNormalization: epsilon must be above 0 and finite
// expect: AtLayer<0,
#include <limits>

#include "cameo/layers/batch_normalization.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, BatchNormalization<0.9f, std::numeric_limits<float>::infinity()>>;
static_assert(Net::parameter_count >= 0);
