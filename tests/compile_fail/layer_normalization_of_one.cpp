// SPDX-License-Identifier: MIT
// expect: LayerNormalization: one channel alone is always beta
// expect: AtLayer<0,
#include "cameo/layers/layer_normalization.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 1>, LayerNormalization<>>;
static_assert(Net::parameter_count >= 0);
