// SPDX-License-Identifier: MIT
// expect: SparseCategoricalCrossentropy: the network does not end in probabilities that sum to 1; make Softmax its last layer
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<3>>;
Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<4>> trainer;
