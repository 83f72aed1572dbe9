// SPDX-License-Identifier: MIT
// expect: Predictor: Borrowed is given twice; give it once
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Parameters<Net> parameters;
Predictor<Net, Borrowed, Borrowed> predictor(parameters);
