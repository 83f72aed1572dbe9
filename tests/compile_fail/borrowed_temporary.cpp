// SPDX-License-Identifier: MIT
// expect: deleted
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Predictor<Net, Borrowed> predictor(Parameters<Net>{});
