// SPDX-License-Identifier: MIT
// expect: Batch: the values of a batch behind one layer are more than an int counts; give a smaller Batch<N>
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<64, 64, 3>, Conv2D<32, 3>, ReLU, Flatten, Dense<1>>;
static_assert(Trainer<Net, MeanSquaredError, Adam, Batch<20000>>::batch > 0);
