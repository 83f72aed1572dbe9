// SPDX-License-Identifier: MIT
// expect: Predictor: the threads are given twice; give one Threads<N>
#include "cameo/cameo.hpp"
#include "cameo/train/threads.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Predictor<Net, Threads<2>, Threads<2>> predictor;
