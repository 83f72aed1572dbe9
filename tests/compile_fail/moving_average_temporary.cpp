// SPDX-License-Identifier: MIT
// expect: deleted
#include "cameo/cameo.hpp"
#include "cameo/train/moving_average.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
MovingAverage<Net> average(Parameters<Net>{}, 0.9f);
