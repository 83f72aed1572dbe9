// SPDX-License-Identifier: MIT
// expect: BinaryCrossentropy: the network does not end in probabilities; make Sigmoid its last layer
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<4>> trainer;
