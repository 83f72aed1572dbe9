// SPDX-License-Identifier: MIT
// expect: CosineDense: the input is an image, not a vector; put Flatten and Dense before it
// expect: AtLayer<0,
#include "cameo/layers/cosine_dense.hpp"
#include "cameo/layers/picture_standardization.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 3>, CosineDense<10>>;
static_assert(Net::parameter_count >= 0);
