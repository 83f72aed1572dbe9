// SPDX-License-Identifier: MIT
// expect: Trainer: the second argument is not a loss; give BinaryCrossentropy or another one
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, Adam, BinaryCrossentropy, Batch<4>> trainer;
