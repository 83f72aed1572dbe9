// SPDX-License-Identifier: MIT
// expect: Trainer: this is no option of a Trainer; give Batch<N>, Threads<N>, Accumulate<N>, or one of ClipValue, ClipNorm and GlobalClipNorm
// expect: Borrowed>
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8>, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Borrowed> trainer;
