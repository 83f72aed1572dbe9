// SPDX-License-Identifier: MIT
// expect: Trainer: this is no option of a Trainer; give Batch<N> or Threads<N>
// expect: Borrowed>
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Borrowed> trainer;
