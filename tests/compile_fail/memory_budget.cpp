// SPDX-License-Identifier: MIT
// expect: the trainer fits into 4 KiB
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<64>, Dense<16>, ReLU, Dense<1>, Sigmoid>;
static_assert(sizeof(Trainer<Net, BinaryCrossentropy, Adam, Batch<32>>) <= 4 << 10,
              "the trainer fits into 4 KiB");
