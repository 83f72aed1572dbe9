// SPDX-License-Identifier: MIT
// expect: Batch: a batch has at least one sample
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<0>> trainer;
