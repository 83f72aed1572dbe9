// SPDX-License-Identifier: MIT
// expect: UnitNormalization: of one channel alone only the sign remains
// expect: AtLayer<0,
#include "cameo/layers/unit_normalization.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 1>, UnitNormalization>;
static_assert(Net::parameter_count >= 0);
