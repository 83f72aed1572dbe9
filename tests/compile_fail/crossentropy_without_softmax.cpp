// SPDX-License-Identifier: MIT
// expect: CategoricalCrossentropy: the network does not end in probabilities that sum to 1; make Softmax its last layer
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<3>, Sigmoid>;
Trainer<Net, CategoricalCrossentropy, Adam, Batch<4>> trainer;
