// SPDX-License-Identifier: MIT
// expect: BatchNormalization: the momentum is the part of the moving statistics that stays; it must be at least 0
// expect: AtLayer<0,
#include <limits>

#include "cameo/layers/batch_normalization.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, BatchNormalization<1.0f>>;
static_assert(Net::parameter_count >= 0);
