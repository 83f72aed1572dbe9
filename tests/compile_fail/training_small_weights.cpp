// SPDX-License-Identifier: MIT
// expect: Trainer: training needs float32 weights; give bf16 or int8 to a Predictor
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Weights::int8> trainer;
