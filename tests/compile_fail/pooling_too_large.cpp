// SPDX-License-Identifier: MIT
// expect: Pooling2D: the window is larger than its input; use a smaller window, Same padding or fewer pooling layers
// expect: AtLayer<1,
// expect: Shape<1, 1, 3>
#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<3, 3, 3>, MaxPooling2D<3>, MaxPooling2D<2>>;
static_assert(Net::parameter_count >= 0);
