// SPDX-License-Identifier: MIT
// expect: Trainer: the accumulation is given twice; give one Accumulate<N>
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<8>, Accumulate<2>, Accumulate<4>> trainer;
