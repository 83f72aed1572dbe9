// SPDX-License-Identifier: MIT
// expect: deleted
#include "cameo/cameo.hpp"
#include "cameo/train/best_parameters.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
BestParameters<Net> best(Parameters<Net>{});
