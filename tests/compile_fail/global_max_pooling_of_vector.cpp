// SPDX-License-Identifier: MIT
// expect: GlobalMaxPooling2D and GlobalAveragePooling2D: the input is a vector, not an image
// expect: AtLayer<0,
#include "cameo/layers/pooling2d.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, GlobalMaxPooling2D>;
static_assert(Net::parameter_count >= 0);
