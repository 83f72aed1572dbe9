// SPDX-License-Identifier: MIT
// expect: Trainer: the third argument is not an optimizer; give Adam, SGD, AdamW or SGDW
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, int, Batch<4>> trainer;
