// SPDX-License-Identifier: MIT
// expect: SparseCategoricalCrossentropy: the network does not end in probabilities
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Predictor<Net> predictor;
float loss_of(const Dataset& data) { return predictor.evaluate<SparseCategoricalCrossentropy>(data).loss; }
