// SPDX-License-Identifier: MIT
// expect: Trainer: the network has no parameters to train; add Conv2D or Dense
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<4>> trainer;
