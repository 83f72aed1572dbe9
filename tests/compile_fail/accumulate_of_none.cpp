// SPDX-License-Identifier: MIT
// expect: Accumulate: a step takes at least one batch
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<8>, Accumulate<0>> trainer;
