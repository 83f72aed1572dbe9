// SPDX-License-Identifier: MIT
// expect: Predictor: this is no option of a Predictor
// expect: OptionOfPredictor<cameo::
// expect: Adam>
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Predictor<Net, Batch<8>, Adam> predictor;
