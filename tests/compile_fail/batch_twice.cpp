// SPDX-License-Identifier: MIT
// expect: Trainer: the batch is given twice; give one Batch<N>
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<8>, Batch<16>> trainer;
