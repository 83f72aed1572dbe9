// SPDX-License-Identifier: MIT
// expect: Predictor: the batch is given twice; give one Batch<N>
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Predictor<Net, Batch<8>, Batch<16>> predictor;
