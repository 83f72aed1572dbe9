// SPDX-License-Identifier: MIT
// expect: CosineDense: the number of classes must be at least 1
// expect: AtLayer<0,
#include "cameo/layers/cosine_dense.hpp"
#include "cameo/layers/picture_standardization.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, CosineDense<0>>;
static_assert(Net::parameter_count >= 0);
