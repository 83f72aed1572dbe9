// SPDX-License-Identifier: MIT
// expect: Trainer: the threads are given twice; give one Threads<N>
#include "cameo/cameo.hpp"
#include "cameo/train/threads.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Threads<2>, OneThread> trainer;
