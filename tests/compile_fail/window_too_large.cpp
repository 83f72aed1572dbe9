// SPDX-License-Identifier: MIT
// expect: Conv2D: the window is larger than its input; use a smaller window or Same padding
// expect: AtLayer<2,
// expect: Window{30, 30}
// expect: Shape<24, 24, 8>
#include "cameo/layers/activations.hpp"
#include "cameo/layers/conv2d.hpp"
#include "cameo/layers/dense.hpp"
#include "cameo/layers/dropout.hpp"
#include "cameo/layers/flatten.hpp"
#include "cameo/layers/pooling2d.hpp"
#include "cameo/layers/rescaling.hpp"
#include "cameo/net/sequential.hpp"

using namespace cameo;
using Net = Sequential<Input<26, 26, 1>, Conv2D<8, 3>, ReLU, Conv2D<8, 30>>;
static_assert(Net::parameter_count >= 0);
