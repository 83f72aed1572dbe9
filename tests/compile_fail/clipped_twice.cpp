// SPDX-License-Identifier: MIT
// expect: Trainer: the gradient is clipped twice; give one of ClipValue, ClipNorm and GlobalClipNorm
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<8>, ClipValue<1>, GlobalClipNorm<1>> trainer;
