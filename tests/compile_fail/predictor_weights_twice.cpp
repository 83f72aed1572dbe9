// SPDX-License-Identifier: MIT
// expect: Predictor: the weights are given twice; give one of Weights::bf16 and Weights::int8
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Predictor<Net, Weights::bf16, Weights::int8> predictor;
