// SPDX-License-Identifier: MIT
// expect: Predictor: this is no option of a Predictor
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Predictor<Net, Accumulate<2>> predictor;
