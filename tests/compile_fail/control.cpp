// SPDX-License-Identifier: MIT
#include "cameo/cameo.hpp"

using namespace cameo;
using Net = Sequential<Input<8, 8, 1>, Conv2D<4, 3>, ReLU, MaxPooling2D<2>, Flatten, Dense<1>, Sigmoid>;
Trainer<Net, BinaryCrossentropy, Adam, Batch<4>> trainer;
