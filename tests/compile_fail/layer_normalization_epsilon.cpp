// SPDX-License-Identifier: MIT
// expect: LayerNormalization: epsilon must be above 0 and finite
// expect: AtLayer<0,
#include "cameo/layers/layer_normalization.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, LayerNormalization<0>>;
static_assert(Net::parameter_count >= 0);
