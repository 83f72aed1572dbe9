// SPDX-License-Identifier: MIT
// expect: ClipNorm: the limit must be a finite number above 0
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<8>, ClipNorm<0>> trainer;
